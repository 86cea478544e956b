import { type Admin } from 'kafkajs';

import type { Log } from '#libs/observability';

import { KafkaWire } from '../wire/kafka-wire.js';
import { alterTopicConfigsRequest } from '../wire/protocol/alter-configs.js';
import { metadataRequest, type TopicMetadata } from '../wire/protocol/metadata.js';
import { pause } from '../wire/waiting.js';
import { WireError } from '../wire/wire.errors.js';
import type { OffsetAt } from '../wire/wire.port.js';
import { isUnauthorised, protocolErrorOf, refusal, type AdminResult } from './admin-results.js';
import { createKafka } from './client.js';
import type { KafkaSettings } from './settings.js';

export type { AdminResult };

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs?: Readonly<Record<string, string>>;
}

export type TopicDescription =
  | {
      readonly kind: 'topic';
      readonly name: string;
      readonly partitions: number;
      /** The smallest of its partitions. */
      readonly replicationFactor: number;
      /** All settings of the topic with their effective values; empty where the principal may not read them. */
      readonly configs: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unauthorised'; readonly name: string };

export interface CommittedOffset {
  readonly offset: bigint;
  readonly metadata: string;
}

/** What operators, tools and tests ask of a cluster. All methods reject with WireError where Kafka gives no answer. */
export interface TopicAdmin {
  describe(names: readonly string[]): Promise<readonly TopicDescription[]>;
  /** Returns when every partition of what it created has a leader. */
  create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]>;
  /** Grows a topic to so many partitions. */
  addPartitions(name: string, count: number): Promise<AdminResult>;
  /** Sets these and leaves the others as they are. */
  alterConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<AdminResult>;
  delete(names: readonly string[]): Promise<readonly AdminResult[]>;
  deleteGroups(groupIds: readonly string[]): Promise<readonly AdminResult[]>;
  /** One offset per partition, in order; read-committed, as `KafkaWire.listOffset`. */
  offsets(topic: string, at: OffsetAt): Promise<readonly bigint[]>;
  /** Committed offsets of a group by `${topic}/${partition}`; only partitions that have one. */
  committedOffsets(groupId: string, topics: readonly string[]): Promise<ReadonlyMap<string, CommittedOffset>>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface AdminOptions {
  readonly log: Log;
  /** Ends the waiting for a broker; without it there is no end. */
  readonly signal?: AbortSignal;
}

export async function openAdmin(settings: KafkaSettings, options: AdminOptions): Promise<TopicAdmin> {
  const wire = await KafkaWire.connect(settings, options);
  const admin = createKafka(settings, { log: options.log }).admin();
  try {
    await admin.connect();
  } catch (error) {
    await wire.close();
    throw new WireError('UNREACHABLE', `Kafka cannot be administered: ${(error as Error).message}`);
  }
  return new WiredAdmin(wire, admin);
}

const TOPIC_RESOURCE = 2;
const TIMES_TO_ASK_FOR_MISSING = 3;
const PAUSE_MS = 150;

class WiredAdmin implements TopicAdmin {
  constructor(
    private readonly wire: KafkaWire,
    private readonly admin: Admin,
  ) {}

  async describe(names: readonly string[]): Promise<readonly TopicDescription[]> {
    const topics = await this.#metadata(names);
    return Promise.all(
      names.map(async (name): Promise<TopicDescription> => {
        const topic = topics.get(name);
        if (!topic || topic.error !== undefined) {
          return { kind: isUnauthorised(topic?.error ?? '') ? 'unauthorised' : 'missing', name };
        }
        const { partitions } = topic;
        const replicationFactor = Math.min(...partitions.map(({ replicas }) => replicas.length));
        return {
          kind: 'topic',
          name,
          partitions: partitions.length,
          replicationFactor,
          configs: await this.#configs(name),
        };
      }),
    );
  }

  async create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]> {
    const results = await Promise.all(
      specs.map(({ name, partitions, replicationFactor, configs = {} }) =>
        attempt(name, async () => {
          const configEntries = Object.entries(configs).map(([config, value]) => ({ name: config, value }));
          const topic = { topic: name, numPartitions: partitions, replicationFactor, configEntries };
          // Its own wait for leaders gives up when a broker does not know the topic yet.
          return (await this.admin.createTopics({ topics: [topic], waitForLeaders: false }))
            ? 'done'
            : 'unchanged';
        }),
      ),
    );
    await this.wire.addTopics(results.flatMap(({ kind, name }) => (kind === 'done' ? [name] : [])));
    return results;
  }

  async addPartitions(name: string, count: number): Promise<AdminResult> {
    return attempt(name, async () => {
      await this.admin.createPartitions({ topicPartitions: [{ topic: name, count }] });
      return 'done';
    });
  }

  async alterConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<AdminResult> {
    const failure = await this.wire.askAny(alterTopicConfigsRequest(name, configs), 'questions');
    return failure ? refusal(name, failure.error, failure.message) : { kind: 'done', name };
  }

  async delete(names: readonly string[]): Promise<readonly AdminResult[]> {
    return Promise.all(
      names.map((name) =>
        attempt(name, async () => {
          await this.admin.deleteTopics({ topics: [name] });
          return 'done';
        }),
      ),
    );
  }

  async deleteGroups(groupIds: readonly string[]): Promise<readonly AdminResult[]> {
    return Promise.all(
      groupIds.map((groupId) =>
        attempt(groupId, async () => {
          await this.admin.deleteGroups([groupId]);
          return 'done';
        }),
      ),
    );
  }

  async offsets(topic: string, at: OffsetAt): Promise<readonly bigint[]> {
    await this.wire.addTopics([topic]);
    const partitions = Array.from({ length: this.wire.partitionCount(topic) }, (_, partition) => partition);
    return Promise.all(partitions.map((partition) => this.wire.listOffset(topic, partition, at)));
  }

  async committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, CommittedOffset>> {
    const answer = await answered(this.admin.fetchOffsets({ groupId, topics: [...topics] }));
    return new Map(
      answer.flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ offset }) => Number(offset) >= 0)
          .map(({ partition, offset, metadata }) => [
            `${topic}/${partition}`,
            { offset: BigInt(offset), metadata: metadata ?? '' },
          ]),
      ),
    );
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.admin.disconnect(), this.wire.close()]);
  }

  /** A broker may be behind: a topic is missing only when several say so. */
  async #metadata(names: readonly string[]): Promise<ReadonlyMap<string, TopicMetadata>> {
    const found = new Map<string, TopicMetadata>();
    for (let asked = 0; asked < TIMES_TO_ASK_FOR_MISSING; asked += 1) {
      const missing = names.filter((name) => found.get(name)?.error !== undefined || !found.has(name));
      if (missing.length === 0) {
        break;
      }
      await pause(asked === 0 ? 0 : PAUSE_MS);
      const { topics } = await this.wire.askAny(metadataRequest(missing), 'questions');
      topics.forEach((topic) => found.set(topic.name, topic));
    }
    return found;
  }

  async #configs(name: string): Promise<Readonly<Record<string, string>>> {
    try {
      const resources = [{ type: TOPIC_RESOURCE, name }];
      const answer = await this.admin.describeConfigs({ resources, includeSynonyms: false });
      const entries = answer.resources.flatMap(({ configEntries }) => configEntries);
      return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
    } catch (error) {
      if (isUnauthorised(protocolErrorOf(error)?.code ?? '')) {
        return {};
      }
      throw withoutAnswer(error);
    }
  }
}

async function attempt(name: string, call: () => Promise<'done' | 'unchanged'>): Promise<AdminResult> {
  try {
    return { kind: await call(), name };
  } catch (error) {
    const known = protocolErrorOf(error);
    if (!known) {
      throw withoutAnswer(error);
    }
    return refusal(name, known.code, known.message);
  }
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const known = protocolErrorOf(error);
    throw known ? new WireError(known.code, known.message) : withoutAnswer(error);
  }
}

function withoutAnswer(error: unknown): WireError {
  return new WireError('NO_ANSWER', `Kafka gave no answer: ${(error as Error).message}`);
}
