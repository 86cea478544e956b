export { HealthModule } from './health.module.js';
export { lanesReadiness, pingOneReadiness } from './readiness.js';
export { Liveness } from './liveness.js';
