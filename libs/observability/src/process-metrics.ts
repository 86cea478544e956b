import { collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './metrics.js';

/** Adds CPU, memory, event loop and garbage collection of this process (`process_*`, `nodejs_*`). */
export function collectProcessMetrics(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
