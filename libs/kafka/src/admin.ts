import type { Log } from '#libs/observability';

import { askGroupCoordinator } from './client/group-coordinator.js';
import type { KafkaTroubles } from './client/kafka-troubles.js';
import { KafkaClient } from './client/kafka-client.js';
import { alterTopicConfigsRequest, describeTopicConfigsRequest } from './protocol/configs.js';
import { deleteGroupRequest, offsetFetchRequest } from './protocol/groups.js';
import { metadataRequest, type TopicMetadata } from './protocol/metadata.js';
import type { ProtocolRequest } from './protocol/protocol-request.js';
import {
  createPartitionsRequest,
  createTopicsRequest,
  deleteTopicsRequest,
  type NamedResult,
} from './protocol/topics.js';
import { pause } from '#libs/async';
import { KafkaError } from './client/kafka.errors.js';
import type { OffsetAt } from './client/client.port.js';
import { isUnauthorised, resultOf, type AdminResult } from './admin-results.js';
import type { KafkaSettings } from './kafkajs/settings.js';

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

/** What operators, tools and tests ask of a cluster. All methods reject with KafkaError where Kafka gives no answer. */
export interface TopicAdmin {
  /** Undefined where no broker says it. */
  readonly clusterId: string | undefined;
  describe(names: readonly string[]): Promise<readonly TopicDescription[]>;
  /** Returns when every partition of what it created has a leader. */
  create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]>;
  /** Grows a topic to so many partitions. */
  addPartitions(name: string, count: number): Promise<AdminResult>;
  /** Sets these and leaves the others as they are. */
  alterConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<AdminResult>;
  delete(names: readonly string[]): Promise<readonly AdminResult[]>;
  deleteGroups(groupIds: readonly string[]): Promise<readonly AdminResult[]>;
  /** One offset per partition, in order; read-committed, as `KafkaClient.listOffset`. */
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
  readonly troubles?: KafkaTroubles;
}

export async function openAdmin(settings: KafkaSettings, options: AdminOptions): Promise<TopicAdmin> {
  return new WiredAdmin(await KafkaClient.connect(settings, options));
}

const TIMES_TO_ASK_FOR_MISSING = 3;
const PAUSE_MS = 150;
const LEADERS_WITHIN_MS = 30_000;
const CONTROLLER_WITHIN_MS = 10_000;

/**
 * Not over kafkajs's admin client, which asks for the metadata of all topics and
 * hangs for as long as any one of them, of whomever, has no leader.
 */
class WiredAdmin implements TopicAdmin {
  constructor(private readonly wire: KafkaClient) {}

  get clusterId(): string | undefined {
    return this.wire.clusterId;
  }

  async describe(names: readonly string[]): Promise<readonly TopicDescription[]> {
    const topics = await this.#metadata(names);
    const present = [...topics.values()].filter(({ error }) => error === undefined).map(({ name }) => name);
    const configs = await this.#configs(present);
    return names.map((name): TopicDescription => {
      const topic = topics.get(name);
      if (!topic || topic.error !== undefined) {
        return { kind: isUnauthorised(topic?.error) ? 'unauthorised' : 'missing', name };
      }
      return {
        kind: 'topic',
        name,
        partitions: topic.partitions.length,
        replicationFactor: Math.min(...topic.partitions.map(({ replicas }) => replicas.length)),
        configs: configs.get(name) ?? {},
      };
    });
  }

  async create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]> {
    const topics = specs.map(({ configs = {}, ...spec }) => ({ ...spec, configs }));
    const answer = await this.#change(createTopicsRequest(topics));
    const results = answer.map((each) => resultOf(each, 'TOPIC_ALREADY_EXISTS'));
    const created = results.flatMap(({ kind, name }) => (kind === 'done' ? [name] : []));
    await this.wire.addTopics(created, { withinMs: LEADERS_WITHIN_MS });
    return inOrderOf(
      specs.map(({ name }) => name),
      results,
    );
  }

  async addPartitions(name: string, count: number): Promise<AdminResult> {
    return one(name, await this.#change(createPartitionsRequest(name, count)));
  }

  async alterConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<AdminResult> {
    return one(name, await this.#change(alterTopicConfigsRequest(name, configs)));
  }

  async delete(names: readonly string[]): Promise<readonly AdminResult[]> {
    const answer = await this.#change(deleteTopicsRequest(names));
    return inOrderOf(
      names,
      answer.map((each) => resultOf(each, 'UNKNOWN_TOPIC_OR_PARTITION')),
    );
  }

  async deleteGroups(groupIds: readonly string[]): Promise<readonly AdminResult[]> {
    return Promise.all(
      groupIds.map(async (groupId) => {
        const request = deleteGroupRequest(groupId);
        const answer = await askGroupCoordinator(this.wire, groupId, request, ({ error }) => error);
        return resultOf(answer, 'GROUP_ID_NOT_FOUND');
      }),
    );
  }

  async offsets(topic: string, at: OffsetAt): Promise<readonly bigint[]> {
    return Promise.all(
      (await this.#partitions(topic)).map(({ partition }) => this.wire.listOffset(topic, partition, at)),
    );
  }

  async committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, CommittedOffset>> {
    const partitions = (await Promise.all(topics.map((topic) => this.#partitions(topic)))).flat();
    const request = offsetFetchRequest(groupId, partitions);
    const answer = await askGroupCoordinator(this.wire, groupId, request, ({ error }) => error);
    const error = answer.error ?? answer.offsets.find((each) => each.error !== undefined)?.error;
    if (error !== undefined) {
      throw new KafkaError(error, `Kafka gives no offsets of the group "${groupId}": ${error}`);
    }
    return new Map(
      answer.offsets
        .filter(({ offset }) => offset >= 0n)
        .map(({ topic, partition, offset, metadata }) => [`${topic}/${partition}`, { offset, metadata }]),
    );
  }

  async close(): Promise<void> {
    await this.wire.close();
  }

  /** The controller may have moved: then nothing was done, and the next one is asked. */
  async #change(request: ProtocolRequest<readonly NamedResult[]>): Promise<readonly NamedResult[]> {
    const deadline = performance.now() + CONTROLLER_WITHIN_MS;
    for (;;) {
      try {
        const answer = await this.wire.askController(request);
        if (!answer.some(({ error }) => error === 'NOT_CONTROLLER') || performance.now() > deadline) {
          return answer;
        }
      } catch (error) {
        if (!(error instanceof KafkaError) || error.code !== 'UNREACHABLE' || performance.now() > deadline) {
          throw error;
        }
      }
      await this.wire.refresh();
    }
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

  async #configs(names: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const answer =
      names.length > 0 ? await this.wire.askAny(describeTopicConfigsRequest(names), 'questions') : [];
    const failed = answer.find(({ error }) => error !== undefined && !isUnauthorised(error));
    if (failed) {
      const { error = '', message = '' } = failed;
      throw new KafkaError(error, `Kafka gives no settings of the topic "${failed.name}": ${message}`);
    }
    return new Map(answer.map(({ name, configs }) => [name, configs]));
  }

  async #partitions(
    topic: string,
  ): Promise<readonly { readonly topic: string; readonly partition: number }[]> {
    await this.wire.addTopics([topic]);
    return Array.from({ length: this.wire.partitionCount(topic) }, (_, partition) => ({ topic, partition }));
  }
}

function one(name: string, answer: readonly NamedResult[]): AdminResult {
  return resultOf(answer[0] ?? { name });
}

/** Kafka answers in an order of its own. */
function inOrderOf(names: readonly string[], results: readonly AdminResult[]): readonly AdminResult[] {
  return results.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}
