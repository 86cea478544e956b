import type { RevocationCompleted } from '#libs/contracts';
import type { FinishedSpan, Tracing } from '#libs/observability';
import type { MadeRequest } from '#libs/pingone';
import { revisionOf, type Revocation } from '#libs/revocation';

/**
 * One span for each revocation, below the producer's, and one below it for each
 * request to PingOne. A request tells by its transaction id whom it was made for:
 * a revocation, or a batch of several, whose first is its parent and whose others
 * are linked. While nothing is traced, nothing is kept.
 */
export class RevocationTraces {
  readonly #spans = new Map<string, string>();
  readonly #batches = new Map<string, readonly string[]>();

  constructor(private readonly tracing: Tracing) {}

  /** Of the span of a revocation; the producer's where nothing is traced. */
  traceparentOf(revocation: Revocation): string | undefined {
    const { traceparent } = revocation.event;
    return this.tracing.traceparentOf(workOf(revocation), traceparent) ?? traceparent;
  }

  begin(revocation: Revocation): void {
    const span = this.tracing.traceparentOf(workOf(revocation), revocation.event.traceparent);
    if (span !== undefined) {
      this.#spans.set(revocation.id, span);
    }
  }

  end(id: string): void {
    this.#spans.delete(id);
  }

  /** While the call of a batch is under way. */
  async ofBatch<T>(batchId: string, ids: readonly string[], call: Promise<T>): Promise<T> {
    if (this.#spans.size === 0) {
      return call;
    }
    this.#batches.set(batchId, ids);
    try {
      return await call;
    } finally {
      this.#batches.delete(batchId);
    }
  }

  readonly request = (made: MadeRequest): void => {
    const { operation, transactionId = '', correlationId, status } = made;
    const ids = this.#batches.get(transactionId) ?? [transactionId];
    const [parent, ...links] = ids.flatMap((id) => this.#spans.get(id) ?? []);
    if (parent === undefined) {
      return;
    }
    const [host = '', port] = made.host.split(':');
    this.tracing.record({
      name: operation,
      kind: 'client',
      parent,
      links,
      startedAt: made.startedAt,
      endedAt: made.endedAt,
      attributes: {
        'http.request.method': made.method,
        'server.address': host,
        ...(port !== undefined && { 'server.port': Number(port) }),
        ...(status !== undefined && { 'http.response.status_code': status }),
        'pingone.transaction_id': transactionId,
        ...(correlationId !== undefined && { 'pingone.correlation_id': correlationId }),
      },
      ...errorOf(status),
    });
  };

  /** Once its outcome is published. */
  settled(revocation: Revocation, outcome: RevocationCompleted): void {
    const { event, origin, receivedAt } = revocation;
    const self = this.tracing.traceparentOf(workOf(revocation), event.traceparent);
    if (self === undefined) {
      return;
    }
    const span: FinishedSpan = {
      name: `process ${origin.topic}`,
      kind: 'consumer',
      self,
      ...(event.traceparent !== undefined && { parent: event.traceparent }),
      startedAt: receivedAt,
      endedAt: Date.parse(outcome.completedAt),
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': origin.topic,
        'messaging.destination.partition.id': String(origin.partition),
        'messaging.kafka.offset': Number(origin.offset),
        'cloudevents.event_id': event.eventId,
        'cloudevents.event_source': event.eventSource,
        'cloudevents.event_type': event.eventType,
        'revocation.id': revocation.id,
        'revocation.status': outcome.status,
      },
      ...(outcome.status === 'completed' ? {} : { error: outcome.failure?.code ?? outcome.status }),
    };
    this.tracing.record(span);
  }
}

/** A retry is another span: another piece of work, with an outcome of its own. */
function workOf(revocation: Revocation): string {
  return `${revocation.id} ${revisionOf(revocation)}`;
}

/** OpenTelemetry, HTTP client spans: the status as text, or what kind of no answer. */
function errorOf(status: number | undefined): Pick<FinishedSpan, 'error'> {
  if (status === undefined) {
    return { error: 'no-answer' };
  }
  return status >= 400 ? { error: String(status) } : {};
}
