export { RevocationIntake } from './intake/revocation-intake.js';
export { TokenSealer } from './intake/token-sealer.js';
export { Settler } from './open/settler.js';
export { RevocationWork } from './revocation-work.js';
