export { errorFields } from './error-fields.js';
export { silentLog, type Log, type LogFields } from './log.port.js';
export { collectProcessMetrics, createMetrics, type Metrics } from './metrics.js';
export { NestLog } from './nest-log.js';
export { createLogs, type ComponentLog } from './pino-log.js';
export { openTracing } from './tracing/open-tracing.js';
export { noTracing, type FinishedSpan, type Tracing } from './tracing/tracing.port.js';
