import type { Log } from '#libs/observability';

import { createKafka, DEFAULT_REQUEST_TIMEOUT_MS } from '../kafkajs/client.js';
import { clusterOf } from '../kafkajs/kafkajs-internals.js';
import type { KafkaSettings } from '../kafkajs/settings.js';
import { ClusterView } from './cluster-view.js';
import { Connections } from './connections.js';
import type { KafkaTroubles } from './kafka-troubles.js';
import { listOffset } from './list-offset.js';
import type { PartitionAnswer, PartitionRead } from '../protocol/kafka-record.js';
import { errorName } from '../protocol/error-table.js';
import { fetchRequest, type FetchLimits } from '../protocol/fetch.js';
import { metadataRequest, type TopicMetadata } from '../protocol/metadata.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { decodeRecordSet } from '../records/record-set.js';
import { within } from '#libs/async';
import { KafkaError } from './kafka.errors.js';
import type { CommittedSource, CoordinatorFollower, OffsetAt } from './client.port.js';

export interface ConnectOptions {
  readonly log: Log;
  /** Upper bound of the wait for any one answer. Default 10,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Sees what Kafka answers, and what it does not. */
  readonly troubles?: KafkaTroubles;
}

const CLOSES_WITHIN_MS = 3_000;
const TOPICS_WAIT_MS = 5_000;

/**
 * The calls to Kafka that lanes need and kafkajs has no good form of. One object
 * serves fetch loops, restores and transactions alike: they use connections of
 * their own, so that a long poll delays no commit.
 */
export class KafkaClient implements CoordinatorFollower, CommittedSource {
  private constructor(
    private readonly connections: Connections,
    private readonly view: ClusterView,
    readonly requestTimeoutMs: number,
  ) {}

  /** One attempt. Rejects with the KafkaError that says why no broker can be used. */
  static async connect(settings: KafkaSettings, options: ConnectOptions): Promise<KafkaClient> {
    const { log, requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS } = options;
    const cluster = clusterOf(createKafka(settings, { log, requestTimeoutMs }));
    const connections = new Connections(cluster, requestTimeoutMs, options.troubles);
    const view = new ClusterView(connections, settings.brokers, log);
    try {
      await view.load();
    } catch (error) {
      await connections.close();
      throw error;
    }
    return new KafkaClient(connections, view, requestTimeoutMs);
  }

  /**
   * Makes topics known, with a leader each; a partition that has none within 5 s
   * (`withinMs`) is taken as it is. Rejects with KafkaError, e.g. UNKNOWN_TOPIC_OR_PARTITION or
   * TOPIC_AUTHORIZATION_FAILED, and with signal.reason.
   */
  async addTopics(
    topics: readonly string[],
    options: { readonly signal?: AbortSignal; readonly withinMs?: number } = {},
  ): Promise<void> {
    this.view.want(topics);
    const deadline = performance.now() + (options.withinMs ?? TOPICS_WAIT_MS);
    for (;;) {
      await this.view.refresh();
      options.signal?.throwIfAborted();
      const found = topics.map((name) => ({ name, metadata: this.view.topic(name) }));
      if (found.every(({ metadata }) => metadata && isWhole(metadata))) {
        return;
      }
      const missing = found.find(({ metadata }) => !metadata || metadata.error !== undefined);
      const code = missing ? (missing.metadata?.error ?? 'UNREACHABLE') : undefined;
      const isLate = performance.now() > deadline;
      if (code !== undefined && (isLate || code === 'TOPIC_AUTHORIZATION_FAILED')) {
        throw new KafkaError(code, `Kafka does not give us the topic "${missing?.name ?? ''}": ${code}`);
      }
      if (isLate) {
        return;
      }
    }
  }

  nodes(): readonly number[] {
    return this.view.nodes();
  }

  /** -1 while unknown. */
  leaderOf(topic: string, partition: number): number {
    return this.view.leaderOf(topic, partition);
  }

  /** 0 while unknown. */
  partitionCount(topic: string): number {
    return this.view.topic(topic)?.partitions.length ?? 0;
  }

  /** Undefined where no broker has said it. */
  get clusterId(): string | undefined {
    return this.view.clusterId;
  }

  /**
   * Which topic it is that has this name, as the leader of a partition says: it serves no other one.
   * Undefined where it gives topics no ids. Rejects with KafkaError.
   */
  async topicIdAt(topic: string, partition: number): Promise<string | undefined> {
    const leader = this.view.leaderOf(topic, partition);
    const { topics } = await this.ask(leader, 'questions', metadataRequest([topic]));
    const told = topics.find(({ name }) => name === topic);
    if (told?.error !== undefined) {
      throw new KafkaError(told.error, `Node ${leader} does not know the topic "${topic}": ${told.error}`);
    }
    return told?.id;
  }

  /** From now on metadata is asked of these topics too, whether they are there or not. */
  want(topics: readonly string[]): void {
    this.view.want(topics);
  }

  /** Kafka's name of what is wrong with a topic, by its last answer; undefined where nothing is. */
  errorOf(topic: string): string | undefined {
    return this.view.errorOf(topic);
  }

  /** Undefined while unknown. */
  topic(name: string): TopicMetadata | undefined {
    return this.view.topic(name);
  }

  /** Asks for metadata again: single flight, 150 ms apart, waits 1.5 s at most, never rejects. */
  async refresh(): Promise<void> {
    await this.view.refresh();
  }

  /**
   * One fetch request to one node. Rejects with KafkaError where no answer came;
   * an error of a partition is a value. Requests of one purpose and node wait for
   * each other: a restore is not to wait for the long poll of a fetch loop.
   */
  async fetch(
    nodeId: number,
    reads: readonly PartitionRead[],
    limits: FetchLimits,
    purpose: 'fetch' | 'restore' = 'fetch',
  ): Promise<readonly PartitionAnswer[]> {
    const { errorCode, partitions } = await this.ask(nodeId, purpose, fetchRequest(rotated(reads), limits));
    if (errorCode !== 0) {
      throw new KafkaError(errorName(errorCode), `Node ${nodeId} refused a fetch: ${errorName(errorCode)}`);
    }
    const asked = new Map(reads.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
    return partitions.map((fetched): PartitionAnswer => {
      const { topic, partition } = fetched;
      const from = asked.get(`${topic}/${partition}`) ?? 0n;
      return fetched.errorCode === 0
        ? { kind: 'records', topic, partition, ...decodeRecordSet({ ...fetched, from }) }
        : { kind: 'error', topic, partition, error: errorName(fetched.errorCode) };
    });
  }

  /**
   * Read-committed: `latest` is the last stable offset. A timestamp gives the first offset with that time or a
   * later one, or `latest` where there is none. Follows the leader within a budget; rejects with KafkaError.
   */
  async listOffset(topic: string, partition: number, at: OffsetAt): Promise<bigint> {
    return listOffset(this, topic, partition, at);
  }

  /** One request to one node. Rejects with KafkaError only; UNREACHABLE means that nothing was sent. */
  async ask<Answer>(nodeId: number, purpose: string, request: ProtocolRequest<Answer>): Promise<Answer> {
    try {
      return await this.connections.ask(this.view.address(nodeId), purpose, request);
    } catch (error) {
      // The node may no longer be the right one. A caller that waits for the refresh joins this one.
      void this.view.refresh();
      throw error;
    }
  }

  /** One request to the controller. Rejects with KafkaError only. */
  async askController<Answer>(request: ProtocolRequest<Answer>): Promise<Answer> {
    return this.ask(this.view.controller, 'questions', request);
  }

  /** One request to any node. Rejects with KafkaError only. */
  async askAny<Answer>(request: ProtocolRequest<Answer>, purpose: string): Promise<Answer> {
    return this.view.askAny(request, purpose);
  }

  /** Waits for what is on its way, 3 s at most. Never rejects. */
  async close(): Promise<void> {
    this.view.close();
    await within(this.connections.close(), CLOSES_WITHIN_MS);
  }
}

/** A broker fills its answer in the order of the request: the last partition must not be the same one every time. */
function rotated<T>(items: readonly T[]): readonly T[] {
  const first = Math.floor(Math.random() * items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}

function isWhole({ error, partitions }: TopicMetadata): boolean {
  return error === undefined && partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
}
