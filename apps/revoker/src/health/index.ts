export { HealthModule } from './health.module.js';
export { lanesReadiness } from './lanes-readiness.js';
export { Liveness } from './liveness.js';
export { pingOneReadiness } from './pingone-readiness.js';
