import { createMetrics } from '#libs/observability';
import { markdownTable } from './markdown-table.js';

/** The generated part of docs/reference/metrics.md: what the service counts, without the metrics of the process. */
export function metricsReference(): string {
  const rows = createMetrics()
    .registry.getMetricsAsArray()
    .map((metric) => [`\`${metric.name}\``, String(metric.type), labelsOf(metric), metric.help]);
  return markdownTable(['Name', 'Type', 'Labels', 'Meaning'], rows);
}

/** prom-client keeps the names of labels on the metric, but not in its types. */
function labelsOf(metric: object): string {
  const names = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
  return names.map((name) => `\`${String(name)}\``).join(', ');
}
