import { pause, retry, RetryPolicy } from '#libs/async';

import { isUnauthorised, resultOf, type AdminResult } from './admin-result.js';
import { askAgain } from '../client/ask-again.js';
import type { OffsetAt } from '../client/client.port.js';
import { askGroupCoordinator } from '../client/group-coordinator.js';
import type { KafkaClient } from '../client/kafka-client.js';
import { KafkaError } from '../client/kafka.errors.js';
import { openClient, type OpenOptions } from '../client/open-client.js';
import type { KafkaSettings } from '../kafkajs/settings.js';
import { alterTopicConfigsRequest, describeTopicConfigsRequest } from '../protocol/configs.js';
import { deleteGroupRequest, offsetFetchRequest } from '../protocol/groups.js';
import { metadataRequest, type TopicMetadata } from '../protocol/metadata.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import {
  createPartitionsRequest,
  createTopicsRequest,
  deleteTopicsRequest,
  type NamedResult,
} from '../protocol/topics.js';

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

/** As `openClient`. */
export async function openAdmin(settings: KafkaSettings, options: OpenOptions): Promise<TopicAdmin> {
  return new TopicAdmin(await openClient(settings, options));
}

const TIMES_TO_ASK_FOR_MISSING = 3;
const PAUSE_MS = 150;
const LEADERS_WITHIN_MS = 30_000;
/** A refresh of metadata takes its time by itself. */
const CONTROLLER_MOVES = new RetryPolicy({ budgetMs: 10_000, firstMs: 0 });
const NOT_CONTROLLER = 'NOT_CONTROLLER';

/**
 * What operators, tools and tests ask of a cluster. All methods reject with KafkaError where Kafka gives no answer.
 *
 * Not over kafkajs's admin client, which asks for the metadata of all topics and
 * hangs as long as any one of them has no leader.
 */
export class TopicAdmin {
  constructor(private readonly client: KafkaClient) {}

  /** Undefined where no broker says it. */
  get clusterId(): string | undefined {
    return this.client.clusterId;
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

  /** Returns when every partition of what it created has a leader. */
  async create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]> {
    const topics = specs.map(({ configs = {}, ...spec }) => ({ ...spec, configs }));
    const answer = await this.#change(createTopicsRequest(topics));
    const results = answer.map((each) => resultOf(each, 'TOPIC_ALREADY_EXISTS'));
    const created = results.flatMap(({ kind, name }) => (kind === 'done' ? [name] : []));
    await this.client.addTopics(created, { withinMs: LEADERS_WITHIN_MS });
    return inOrderOf(
      specs.map(({ name }) => name),
      results,
    );
  }

  /** Grows a topic to so many partitions. */
  async addPartitions(name: string, count: number): Promise<AdminResult> {
    return one(name, await this.#change(createPartitionsRequest(name, count)));
  }

  /** Sets these and leaves the others as they are. */
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
        const answer = await askGroupCoordinator(this.client, groupId, request, ({ error }) => error);
        return resultOf(answer, 'GROUP_ID_NOT_FOUND');
      }),
    );
  }

  /** One offset per partition, in order; read-committed, as `KafkaClient.listOffset`. */
  async offsets(topic: string, at: OffsetAt): Promise<readonly bigint[]> {
    return Promise.all(
      (await this.#partitions(topic)).map(({ partition }) => this.client.listOffset(topic, partition, at)),
    );
  }

  /** Committed offsets of a group by `${topic}/${partition}`; only partitions that have one. */
  async committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, CommittedOffset>> {
    const partitions = (await Promise.all(topics.map((topic) => this.#partitions(topic)))).flat();
    const request = offsetFetchRequest(groupId, partitions);
    const answer = await askGroupCoordinator(this.client, groupId, request, ({ error }) => error);
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

  /** Closes the client with it. Never rejects. */
  async close(): Promise<void> {
    await this.client.close();
  }

  /** The controller may have moved: then nothing was done, and the next one is asked. */
  async #change(request: ProtocolRequest<readonly NamedResult[]>): Promise<readonly NamedResult[]> {
    let answer: readonly NamedResult[] = [];
    const attempt = async (): Promise<readonly NamedResult[]> => {
      answer = await this.client.askController(request);
      if (answer.some(({ error }) => error === NOT_CONTROLLER)) {
        throw new KafkaError(NOT_CONTROLLER, 'The controller has moved.');
      }
      return answer;
    };
    try {
      return await retry(CONTROLLER_MOVES, attempt, askAgain(this.client, { asks: 'change' }));
    } catch (error) {
      if (error instanceof KafkaError && error.code === NOT_CONTROLLER) {
        return answer;
      }
      throw error;
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
      const { topics } = await this.client.askAny(metadataRequest(missing), 'questions');
      topics.forEach((topic) => found.set(topic.name, topic));
    }
    return found;
  }

  async #configs(names: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const answer =
      names.length > 0 ? await this.client.askAny(describeTopicConfigsRequest(names), 'questions') : [];
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
    await this.client.addTopics([topic]);
    return Array.from({ length: this.client.partitionCount(topic) }, (_, partition) => ({
      topic,
      partition,
    }));
  }
}

/** The result of a change of one thing. */
function one(name: string, answer: readonly NamedResult[]): AdminResult {
  return resultOf(answer[0] ?? { name });
}

/** Kafka answers in an order of its own. */
function inOrderOf(names: readonly string[], results: readonly AdminResult[]): readonly AdminResult[] {
  return results.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}
