import type { Tracing } from './tracing.port.js';

/**
 * Only who traces pays for it: the exporter's code is loaded here and not before.
 *
 * @param endpoint base URL of an OTLP/HTTP receiver
 */
export async function openTracing(endpoint: string, service: string): Promise<Tracing> {
  const { OtlpTracing } = await import('./otlp-tracing.js');
  return new OtlpTracing(endpoint, service);
}
