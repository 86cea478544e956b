/**
 * Where finished spans go. Only finished ones: a revocation may be open for
 * hours, over several processes, and whichever of them ends it tells the whole.
 *
 * To implementers: nothing here may throw, wait or log a span; to lose spans is
 * allowed, to hold up work is not.
 */
export interface Tracing {
  /**
   * The W3C `traceparent` of the span of a piece of work, the same for each one that
   * asks: it belongs to the producer's trace, or to one of its own without a
   * producer. Undefined while nothing is traced.
   */
  traceparentOf(work: string, producer: string | undefined): string | undefined;
  record(span: FinishedSpan): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface FinishedSpan {
  readonly name: string;
  readonly kind: 'consumer' | 'client';
  /** `traceparent` of this very span, where others refer to it. */
  readonly self?: string;
  /** Absent: a span without a parent. */
  readonly parent?: string;
  /** Other work that it served. */
  readonly links?: readonly string[];
  /** Epoch milliseconds, as `endedAt`. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Names by OpenTelemetry's semantic conventions where they have one. Never a secret, never who the user is. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** `error.type`: why it went wrong, from a short list. */
  readonly error?: string;
}

export const noTracing: Tracing = {
  traceparentOf: () => undefined,
  record: () => undefined,
  close: async () => undefined,
};
