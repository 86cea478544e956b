import { setTimeout as pause } from 'node:timers/promises';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  TracerProvider,
  type IdGenerator,
} from '@opentelemetry/sdk-trace';
import { readTraceparent, spanOfWork, toTraceparent, type TraceContext } from './trace-context.js';
import type { FinishedSpan, Tracing } from './tracing.port.js';

/** Spans that wait to be sent; more are dropped. At full speed it is a second's worth. */
const MOST_WAITING = 16_384;
const BATCH = 512;
const LONGEST_CLOSE_MS = 1_000;

const KINDS = { consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT } as const;

/** Random ids, but for the next span's where they are given. */
class GivenIds implements IdGenerator {
  given: TraceContext | undefined;
  readonly #random = new RandomIdGenerator();

  generateTraceId(): string {
    return this.given?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.given?.spanId ?? this.#random.generateSpanId();
  }
}

/**
 * Sends spans by OTLP over HTTP with OpenTelemetry's own SDK, whose exporter also
 * reads the other `OTEL_EXPORTER_OTLP_…` variables (headers, timeout, compression).
 * The SDK's context is not used: who belongs to whom is told by `traceparent`.
 */
export class OtlpTracing implements Tracing {
  readonly #ids = new GivenIds();
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor(endpoint: string, service: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
    this.#provider = new TracerProvider({
      resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
      idGenerator: this.#ids,
      spanProcessors: [
        new BatchSpanProcessor({ exporter, maxQueueSize: MOST_WAITING, maxExportBatchSize: BATCH }),
      ],
    });
    this.#tracer = this.#provider.getTracer(service);
  }

  traceparentOf(work: string, producer: string | undefined): string {
    return toTraceparent(spanOfWork(work, producer));
  }

  record({
    name,
    kind,
    self,
    parent,
    links = [],
    startedAt,
    endedAt,
    attributes,
    error,
  }: FinishedSpan): void {
    const above = readTraceparent(parent);
    const context = above ? trace.setSpanContext(ROOT_CONTEXT, toSpanContext(above)) : ROOT_CONTEXT;
    this.#ids.given = readTraceparent(self);
    const span = this.#tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        startTime: startedAt,
        attributes: { ...attributes, ...(error !== undefined && { 'error.type': error }) },
        links: links.flatMap((one) => {
          const linked = readTraceparent(one);
          return linked ? [{ context: toSpanContext(linked) }] : [];
        }),
      },
      context,
    );
    this.#ids.given = undefined;
    if (error !== undefined) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(Math.max(startedAt, endedAt));
  }

  /** A receiver that is gone must not fail a shutdown, nor hold it up: the exporter would try for ten seconds. */
  async close(): Promise<void> {
    const sent = this.#provider.shutdown().catch(() => undefined);
    await Promise.race([sent, pause(LONGEST_CLOSE_MS, undefined, { ref: false })]);
  }
}

function toSpanContext({ traceId, spanId, flags }: TraceContext): SpanContext {
  return { traceId, spanId, traceFlags: flags, isRemote: true };
}
