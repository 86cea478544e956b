export { silentLog, type Log, type LogFields } from './log.port.js';
export { createMetrics, type Metrics } from './metrics.js';
export { Secret } from './secret.js';
