import type { LaneRecord, Publication } from '../ports/lane-record.js';
import type { OffsetAt, CommittedRange, PartitionMessages, OutOfRange } from '#libs/kafka';
import type { LedgerBound } from '../ledger/ledger-loss.policy.js';

/** What a lane needs of Kafka: a client in production, memory in tests. All of it rejects where Kafka gives no answer. */
export interface LaneKafka {
  /** Undefined where Kafka does not say it. */
  readonly clusterId: string | undefined;
  /** Which topic it is that has this name, as was heard last; undefined where Kafka gives topics no ids. */
  topicId(topic: string): string | undefined;
  /** The same, as the leader of a partition says now. */
  topicIdAt(topic: string, partition: number): Promise<string | undefined>;
  /** 0 while unknown. */
  partitionCount(topic: string): number;
  /** Whether a topic can be used, by the last answer about it. `denied`: we may not even see it. */
  access(topic: string): 'there' | 'missing' | 'denied';
  partitionOf(publication: Publication, lane: number): number;
  /** A broker says that an offset is out of range: undefined while that is not confirmed. */
  outOfRange(topic: string, partition: number, offset: bigint): Promise<OutOfRange | undefined>;
  listOffset(topic: string, partition: number, at: OffsetAt): Promise<bigint>;
  readCommitted(range: CommittedRange): AsyncIterable<readonly LaneRecord[]>;
  transaction(transactionalId: string, signal: AbortSignal): LaneTransaction;
  /** What the group's committed offsets remember of the lane's ledger. */
  ledgerBound(lane: number): Promise<LedgerBound | undefined>;
}

export interface LaneTransaction {
  fence(): Promise<{ readonly producerId: string; readonly epoch: number }>;
  commit(batches: readonly PartitionMessages[]): Promise<ReadonlyMap<string, bigint>>;
}
