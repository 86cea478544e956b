import type { Log } from '#libs/observability';

import type { OffsetAt } from '../wire/kafka-wire.js';
import type { KafkaSettings } from './settings.js';

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

/** An answer that is no exception: somebody has to read it. */
export type AdminResult =
  | { readonly kind: 'done'; readonly name: string }
  /** It is there already (create) or not there (delete): nothing was done. */
  | { readonly kind: 'unchanged'; readonly name: string }
  | { readonly kind: 'unauthorised'; readonly name: string }
  /** `code` is Kafka's name of the error, e.g. INVALID_REPLICATION_FACTOR. */
  | { readonly kind: 'refused'; readonly name: string; readonly code: string; readonly message: string };

export interface TopicAdmin {
  describe(names: readonly string[]): Promise<readonly TopicDescription[]>;
  /** Returns when every partition of what it created has a leader. */
  create(specs: readonly TopicSpec[]): Promise<readonly AdminResult[]>;
  addPartitions(name: string, count: number): Promise<AdminResult>;
  alterConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<AdminResult>;
  delete(names: readonly string[]): Promise<readonly AdminResult[]>;
  deleteGroups(groupIds: readonly string[]): Promise<readonly AdminResult[]>;
  /** One offset per partition, in order; read-committed, as `KafkaWire.listOffset`. */
  offsets(topic: string, at: OffsetAt): Promise<readonly bigint[]>;
  /** Committed offsets of a group by `${topic}/${partition}`; only partitions that have one. */
  committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly offset: bigint; readonly metadata: string }>>;
  close(): Promise<void>;
}

/** For the command line, the start of the service (topics), the sandbox and tests. */
export async function openAdmin(
  _settings: KafkaSettings,
  _options: { readonly log: Log },
): Promise<TopicAdmin> {
  throw new Error('not there yet');
}
