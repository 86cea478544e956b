import type { EventType } from '#libs/contracts';

/** What an audit knows before it reads. */
export interface Installation {
  /** Lanes: partitions of the ledger. */
  readonly lanes: number;
  readonly ledger: string;
  readonly completed: string;
  readonly deadLetter: string;
  /** Which event each input topic holds. */
  readonly inputs: ReadonlyMap<string, EventType>;
  /** How long a settled revocation is remembered, milliseconds. */
  readonly retentionMs: number;
  /** `latest`: what was there before the service began is not its business. */
  readonly startFrom: 'earliest' | 'latest' | undefined;
}

/** A partition of an input, and how far the ledger says that it was read. */
export interface InputPartition {
  readonly topic: string;
  readonly partition: number;
  readonly earliest: bigint;
  readonly latest: bigint;
  /** Undefined: nothing of it was ever read. */
  readonly position: bigint | undefined;
}
