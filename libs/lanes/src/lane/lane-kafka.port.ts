import type { LaneRecord, Publication } from '../ports/lane-record.js';
import type { OffsetAt } from '../wire/kafka-wire.js';
import type { CommittedRange } from '../wire/read-committed.js';
import type { PartitionMessages } from '../wire/transaction.js';

/** What a lane needs of Kafka: the wire in production, memory in tests. All of it rejects where Kafka gives no answer. */
export interface LaneKafka {
  /** 0 while unknown. */
  partitionCount(topic: string): number;
  partitionOf(publication: Publication, lane: number): number;
  listOffset(topic: string, partition: number, at: OffsetAt): Promise<bigint>;
  readCommitted(range: CommittedRange): AsyncIterable<readonly LaneRecord[]>;
  transaction(transactionalId: string, signal: AbortSignal): LaneTransaction;
  /** Where the lane's ledger was known to end, from the group's committed offsets: it ends there or later, or has lost data. */
  knownLedgerEnd(lane: number): Promise<bigint | undefined>;
}

export interface LaneTransaction {
  fence(): Promise<{ readonly producerId: string; readonly epoch: number }>;
  commit(batches: readonly PartitionMessages[]): Promise<ReadonlyMap<string, bigint>>;
}
