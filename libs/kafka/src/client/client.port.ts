import type { PartitionAnswer, PartitionRead } from '../protocol/kafka-record.js';
import type { FetchLimits } from '../protocol/fetch.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';

/*
 * What the parts of this folder need of a KafkaClient. To implementers: everything
 * rejects with KafkaError only, `refresh` never rejects, and a rejection with the
 * code UNREACHABLE promises that nothing was sent.
 */

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Asker {
  /** Requests of one address and purpose are answered one after the other. */
  ask<Answer>(address: Address, purpose: string, request: ProtocolRequest<Answer>): Promise<Answer>;
  /** The next request gets a new connection; what still waits on the old one is answered or times out. */
  drop(address: Address, purpose: string): void;
}

/**
 * `latest` is the last stable offset: what comes after it waits for the end of a
 * transaction. `end` is the high watermark, with that.
 */
export type OffsetAt = 'earliest' | 'latest' | 'end' | { readonly timestamp: number };

export interface LeaderFollower {
  /** -1 while unknown. */
  leaderOf(topic: string, partition: number): number;
  refresh(): Promise<void>;
  ask<Answer>(nodeId: number, purpose: string, request: ProtocolRequest<Answer>): Promise<Answer>;
}

export interface CoordinatorFollower extends LeaderFollower {
  readonly requestTimeoutMs: number;
  askAny<Answer>(request: ProtocolRequest<Answer>, purpose: string): Promise<Answer>;
}

export interface OffsetSource {
  refresh(): Promise<void>;
  listOffset(topic: string, partition: number, at: OffsetAt): Promise<bigint>;
}

export interface CommittedSource extends OffsetSource {
  leaderOf(topic: string, partition: number): number;
  fetch(
    nodeId: number,
    reads: readonly PartitionRead[],
    limits: FetchLimits,
    purpose: 'fetch' | 'restore',
  ): Promise<readonly PartitionAnswer[]>;
}
