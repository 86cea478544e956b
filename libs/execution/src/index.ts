export { Guards, type GuardOptions } from './guards/guards.js';
export { ProtectedUsers, USER_NAMES, type UserName } from './guards/protected-users.js';
export { RevocationIntake } from './intake/revocation-intake.js';
export { TokenSealer } from './intake/token-sealer.js';
export { noTokenIndex, OathTokenIndex, type TokenIndex } from './lookups/oath-token-index.js';
export { Settler } from './open/settler.js';
export { RevocationTraces } from './tracing/revocation-traces.js';
export { RevocationWork, type WorkStatus } from './revocation-work.js';
