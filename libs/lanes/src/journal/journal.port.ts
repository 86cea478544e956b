import type { Publication } from '../ports/lane-record.js';

/** One record of the lane's ledger; a null value is a tombstone. What may wait for long is better bytes, which the garbage collector does not move about. */
export interface LedgerWrite {
  readonly key: string;
  readonly value: Buffer | string | null;
}

/** What one transaction makes durable. */
export interface JournalContent {
  /** In order: of a key that comes twice, the last one counts. */
  readonly ledger: readonly LedgerWrite[];
  /** In order. */
  readonly publications: readonly Publication[];
  /** Epoch milliseconds: the time of every record of it. */
  readonly timestamp: number;
}

/**
 * To implementers: `commit` resolves when all of it is durable, with the offset
 * after its last ledger record (undefined without one), and rejects when that is not certain. It is
 * never called while another call is pending, and never again after a rejection.
 */
export interface JournalTarget {
  commit(content: JournalContent): Promise<{ readonly ledgerEnd: bigint | undefined }>;
}

/** Positions are asked for when a transaction is put together: whatever it accounts for is in it. */
export interface JournalPositions {
  readonly dirty: boolean;
  advance(): readonly LedgerWrite[];
}

/** What a step of work wants to make durable. */
export interface JournalWrite {
  readonly ledger?: LedgerWrite;
  readonly publications?: readonly Publication[];
  /** Called when the transaction is put together, before positions are asked. */
  readonly included?: () => void;
  readonly committed?: (receipt: JournalReceipt) => void;
  readonly lost?: () => void;
}

export interface JournalReceipt {
  /** Of the write's ledger record; undefined without one. */
  readonly ledgerOffset: bigint | undefined;
  /** Epoch milliseconds, as in the record. */
  readonly timestamp: number;
}

/** Several as one, in their order; parts may be added later. */
export function jointPositions(parts: readonly JournalPositions[]): JournalPositions {
  return {
    get dirty() {
      return parts.some(({ dirty }) => dirty);
    },
    advance: () => parts.flatMap((part) => part.advance()),
  };
}
