export { RevocationIntake } from './intake/revocation-intake.js';
export { TokenSealer } from './intake/token-sealer.js';
export { noTokenIndex, OathTokenIndex, type TokenIndex } from './lookups/oath-token-index.js';
export { Settler } from './open/settler.js';
export { RevocationWork } from './revocation-work.js';
