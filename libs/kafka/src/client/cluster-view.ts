import type { Log } from '#libs/observability';

import { metadataRequest, type MetadataAnswer, type TopicMetadata } from '../protocol/metadata.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { NO_ANSWER_IN_TIME, pause, within } from '#libs/async';
import { KafkaError } from './kafka.errors.js';
import type { Address, Asker } from './client.port.js';

const BETWEEN_REFRESHES_MS = 150;
const REFRESH_WAIT_MS = 1_500;
/** A broker that is frozen accepts connections and says nothing; the next one is asked instead. */
const PATIENCE_MS = 1_500;
const PURPOSE = 'metadata';

/**
 * What we know of nodes, topics and leaders. It is a hint, wrong for a while
 * after every change: who acts on it and fails calls `refresh` and tries again.
 */
export class ClusterView {
  readonly #seeds: readonly Address[];
  #nodes: ReadonlyMap<number, Address> = new Map();
  #controller = -1;
  #clusterId: string | undefined;
  readonly #wanted = new Set<string>();
  readonly #topics = new Map<string, TopicMetadata>();
  /** What the last answer said of a topic that it had no metadata of. */
  readonly #errors = new Map<string, string>();
  #refreshing: Promise<void> | undefined;
  /** Monotonic: a wall clock that is set back would put the next refresh off by as much. */
  #refreshedAt = -Infinity;
  #isSilent = false;
  #isClosed = false;

  constructor(
    private readonly connections: Asker,
    brokers: readonly string[],
    private readonly log: Log,
  ) {
    this.#seeds = brokers.map(addressOf);
  }

  nodes(): readonly number[] {
    return [...this.#nodes.keys()];
  }

  /** Throws KafkaError UNREACHABLE for a node that is not known (any more): nothing was sent to it. */
  address(nodeId: number): Address {
    const address = this.#nodes.get(nodeId);
    if (!address) {
      throw new KafkaError('UNREACHABLE', `Kafka has no node ${nodeId} at the moment.`);
    }
    return address;
  }

  topic(name: string): TopicMetadata | undefined {
    return this.#topics.get(name);
  }

  /** Kafka's name of what is wrong with a topic, by the last answer. */
  errorOf(topic: string): string | undefined {
    return this.#errors.get(topic);
  }

  /** Who takes changes of topics; -1 while unknown. */
  get controller(): number {
    return this.#controller;
  }

  /** Undefined where no broker has said it. */
  get clusterId(): string | undefined {
    return this.#clusterId;
  }

  leaderOf(topic: string, partition: number): number {
    return this.#topics.get(topic)?.partitions[partition]?.leader ?? -1;
  }

  /** From now on refreshes ask for this topic too. */
  want(topics: readonly string[]): void {
    for (const topic of topics) {
      this.#wanted.add(topic);
    }
  }

  /** Single flight, a gap between two, a bound on the wait; never rejects. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshOnce().finally(() => (this.#refreshing = undefined));
    await within(this.#refreshing, REFRESH_WAIT_MS);
  }

  /** Rejects with KafkaError where no broker answers. */
  async load(): Promise<void> {
    const answer = await this.askAny(metadataRequest([...this.#wanted]), PURPOSE);
    this.#learn(answer);
  }

  /** Asks one node after the other, in random order, until one answers. Rejects with the last KafkaError. */
  async askAny<Answer>(request: ProtocolRequest<Answer>, purpose: string): Promise<Answer> {
    let last = new KafkaError('UNREACHABLE', 'No broker of Kafka is known.');
    for (const address of this.#candidates()) {
      try {
        const answer = await within(this.connections.ask(address, purpose, request), PATIENCE_MS);
        if (answer !== NO_ANSWER_IN_TIME) {
          return answer;
        }
        this.connections.drop(address, purpose);
        const sentence = `Kafka at ${address.host}:${address.port} is silent.`;
        last = new KafkaError(
          'NO_ANSWER',
          sentence,
          undefined,
          'it accepts connections, but does not answer',
        );
      } catch (error) {
        if (!(error instanceof KafkaError)) {
          throw error;
        }
        last = last.isPermanent ? last : error;
      }
    }
    throw last;
  }

  close(): void {
    this.#isClosed = true;
  }

  async #refreshOnce(): Promise<void> {
    await pause(Math.max(0, this.#refreshedAt + BETWEEN_REFRESHES_MS - performance.now()));
    this.#refreshedAt = performance.now();
    if (this.#isClosed) {
      return;
    }
    try {
      await this.load();
      if (this.#isSilent) {
        this.log.info({}, 'Kafka answers again.');
      }
      this.#isSilent = false;
    } catch (error) {
      if (!this.#isSilent) {
        this.log.warn(
          { code: (error as KafkaError).code },
          `No broker answers: ${(error as KafkaError).message}`,
        );
      }
      this.#isSilent = true;
    }
  }

  #learn({ clusterId, controller, nodes, topics }: MetadataAnswer): void {
    this.#controller = controller;
    this.#clusterId = clusterId ?? this.#clusterId;
    if (nodes.length > 0) {
      this.#nodes = new Map(nodes.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    }
    for (const topic of topics) {
      if (topic.error === undefined) {
        this.#errors.delete(topic.name);
      } else {
        this.#errors.set(topic.name, topic.error);
      }
      // A broker that has just started may not know a topic yet. What we knew is the better guess.
      if (topic.error === undefined || !this.#topics.has(topic.name)) {
        this.#topics.set(topic.name, { ...topic, partitions: inOrder(topic) });
      }
    }
  }

  #candidates(): readonly Address[] {
    const nodes = [...this.#nodes.values()].map((address) => ({ address, order: Math.random() }));
    return [...nodes.sort((a, b) => a.order - b.order).map(({ address }) => address), ...this.#seeds];
  }
}

/** Metadata lists partitions in any order; ours are found by their number. */
function inOrder({ partitions }: TopicMetadata): TopicMetadata['partitions'] {
  return partitions.toSorted((a, b) => a.partition - b.partition);
}

function addressOf(broker: string): Address {
  const colon = broker.lastIndexOf(':');
  return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) };
}
