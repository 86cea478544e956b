import type { KafkaWire } from './kafka-wire.js';

export interface WireMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

/** Messages for one partition; at most one of it per partition and commit. */
export interface PartitionMessages {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly WireMessage[];
}

export interface TransactionOptions {
  /** After which the broker aborts a transaction whose owner fell silent (transaction.timeout.ms). */
  readonly timeoutMs: number;
  /** How long definite answers ("not now") are tried again, per step. */
  readonly budgetMs: number;
  /** Ends all waiting; pending calls reject with kind `indefinite`, code `ABORTED`. */
  readonly signal: AbortSignal;
}

/**
 * The transactions of one transactional id, one at a time. All methods reject
 * with TransactionError only; its kind says whether `fence` must come first.
 */
export class Transaction {
  constructor(_wire: KafkaWire, _transactionalId: string, _options: TransactionOptions) {
    throw new Error('not there yet');
  }

  /** Takes the transactional id from whoever holds it; their open transaction is aborted before this resolves. */
  async fence(): Promise<{ readonly producerId: string; readonly epoch: number }> {
    throw new Error('not there yet');
  }

  /**
   * Commits all or nothing. The result holds, by `${topic}/${partition}`, the offset after the last of our
   * records (the commit marker takes one more). Messages of any total size: they are split into batches.
   */
  async commit(_batches: readonly PartitionMessages[]): Promise<ReadonlyMap<string, bigint>> {
    throw new Error('not there yet');
  }
}
