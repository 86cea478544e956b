import { createHash } from 'node:crypto';

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: sampled. */
  readonly flags: number;
}

/** W3C Trace Context, section 3.2; of a later version the first four fields count. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  return traceId !== undefined && spanId !== undefined && flags !== undefined
    ? { traceId, spanId, flags: Number.parseInt(flags, 16) }
    : undefined;
}

export function toTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/**
 * The span of a piece of work. Its id is a digest of the work's, not random, so
 * that a process that takes the work over names the same span as the one before
 * it, without a word about it in the ledger.
 */
export function spanOfWork(work: string, producer: string | undefined): TraceContext {
  const parent = readTraceparent(producer);
  const digest = createHash('sha256').update(`span of ${work}`).digest('hex');
  return {
    traceId: parent?.traceId ?? digest.slice(16, 48),
    spanId: digest.slice(0, 16),
    flags: parent?.flags ?? 1,
  };
}
