import kafkajs, { type Consumer, type Kafka } from 'kafkajs';

import type { Log } from '#libs/observability';

import { describeError, retry, RetryPolicy } from '#libs/async';
import { groupAssigner, type GroupAssignment } from './group-assigner.js';
import { groupTroubleOf, type GroupTrouble } from './group-trouble.policy.js';

interface Membership {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly log: Log;
}

export interface GroupMemberOptions {
  /** Whose partitions are shared out. */
  readonly topic: string;
  readonly assignment: GroupAssignment;
  readonly sessionTimeoutMs: number;
}

export interface OffsetCommit {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string;
}

/** As the coordinator has it, by the requests of classic groups. */
export interface GroupDescription {
  readonly state: string;
  readonly protocol: string;
  readonly members: readonly { readonly clientId: string; readonly clientHost: string }[];
}

export interface GroupEnd {
  readonly why: 'stopped' | 'crashed';
  readonly reason: string;
  /** Which member comes back: this one, another one to be made, or none. */
  readonly next: 'itself' | 'another' | 'none';
  /** What has to pass or to be mended. */
  readonly trouble?: GroupTrouble;
}

/** Times are epoch milliseconds at which the request was made that has been answered. */
export interface GroupMemberEvents {
  /** kafkajs asks to join: an answer may come, or another question. */
  joining(): void;
  /** `partitions`: those of the topic that are ours. */
  joined(join: {
    readonly memberId: string;
    readonly partitions: readonly number[];
    readonly sentAt: number;
  }): void;
  heartbeat(sentAt: number): void;
  /** Out of the group. */
  ended(end: GroupEnd): void;
  problem(problem: string | undefined): void;
}

/** Members learn by their next heartbeat that one has left or joined, and all wait for the last one to learn it. */
const HEARTBEAT_MS = 500;
/** How often the paused consumer looks whether a heartbeat is due. */
const IDLE_POLL_MS = 200;
/** Shorter makes an eager group expel members that are slow to rejoin. */
const SHORTEST_REBALANCE_MS = 8000;
/** Gives up after some minutes of the same trouble, as a crash that restarts itself; `coordinator-lookup.fix.ts` makes it safe to try that long. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 200 };
const AGAIN = new RetryPolicy({ firstMs: 1000 });
/** All that kafkajs has to know is the one topic, whose partitions never change; brokers that move it finds by their errors. */
const METADATA_AGE_MS = 3_600_000;

/**
 * One consumer of kafkajs, for membership only. It subscribes to the topic whose
 * partitions are shared out, and to nothing else: kafkajs gets no metadata at all,
 * and sends no heartbeat, where one topic of several is missing or denied (P5).
 * The topic is paused in every generation before anything can be fetched, and is
 * never resumed; records are read by a KafkaClient.
 */
export class GroupMember {
  readonly #consumer: Consumer;
  #isStopping = false;
  #isAbandoned = false;
  /** When the request that is answered right now was made, by API name. */
  readonly #requestedAt = new Map<string, number>();

  constructor(
    private readonly group: Membership,
    private readonly options: GroupMemberOptions,
    private readonly events: GroupMemberEvents,
  ) {
    const { sessionTimeoutMs, assignment } = options;
    this.#consumer = group.kafka.consumer({
      groupId: group.groupId,
      allowAutoTopicCreation: false,
      partitionAssigners: [groupAssigner(assignment, () => this.#onJoining())],
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(HEARTBEAT_MS, Math.floor(sessionTimeoutMs / 4)),
      rebalanceTimeout: Math.max(SHORTEST_REBALANCE_MS, sessionTimeoutMs),
      maxWaitTimeInMs: IDLE_POLL_MS,
      metadataMaxAge: METADATA_AGE_MS,
      retry: { ...RETRY, restartOnFailure: async () => !this.#isStopping },
    });
    this.#listen();
  }

  /** Joins, and tries until it has: what happens is told by the events. */
  async run(): Promise<void> {
    const { groupId } = this.group;
    await retry(AGAIN, () => this.#runOnce(), {
      mayRetry: () => !this.#isStopping,
      onWaiting: (error) => {
        const trouble = this.#troubleOf(error);
        const problem = trouble?.sentence ?? `The group ${groupId} cannot be joined: ${describeError(error)}`;
        this.#tell(() => this.events.problem(problem));
      },
    }).catch(() => undefined); // it is to stop
  }

  async #runOnce(): Promise<void> {
    if (this.#isStopping) {
      return;
    }
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.options.topic] });
    this.#tell(() => this.events.problem(undefined));
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch: { topic, partition } }) => {
        const where = { topic, partition };
        this.group.log.error(where, 'The paused consumer of the group was given records');
      },
    });
  }

  async commitOffsets(offsets: readonly OffsetCommit[]): Promise<void> {
    await this.#consumer.commitOffsets([...offsets]);
  }

  /** How the coordinator describes the group, over the connection of the member. Rejects where it gives no answer. */
  async describe(): Promise<GroupDescription> {
    return this.#consumer.describeGroup();
  }

  /** Leaves the group, so that the others need not wait for a session timeout. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#consumer.disconnect().catch(() => undefined);
  }

  /**
   * Never to be heard of again, even if it hangs and comes to itself one day: by
   * then the group has forgotten it, and it may not join any more.
   */
  abandon(): void {
    this.#isAbandoned = true;
    void this.stop();
  }

  #listen(): void {
    const { events: names } = this.#consumer;
    this.#consumer.on(names.REQUEST, ({ payload }) => {
      this.#requestedAt.set(payload.apiName, payload.createdAt);
    });
    this.#consumer.on(names.GROUP_JOIN, ({ payload }) => this.#onJoined(payload));
    this.#consumer.on(names.HEARTBEAT, () => {
      this.#tell(() => this.events.heartbeat(this.#requestedAt.get('Heartbeat') ?? 0));
    });
    this.#consumer.on(names.STOP, () => {
      this.#tell(() => this.events.ended({ why: 'stopped', reason: 'left the group', next: 'itself' }));
    });
    this.#consumer.on(names.CRASH, ({ payload: { error, restart } }) => {
      const { groupId, log } = this.group;
      const [trouble, reason] = [this.#troubleOf(error), describeError(error)];
      log.debug({ groupId, cause: reason }, 'The consumer of the group begins anew');
      const next = restart || this.#isStopping ? 'itself' : trouble === undefined ? 'none' : 'another';
      const end = { why: 'crashed', reason, next, ...(trouble !== undefined && { trouble }) } as const;
      this.#tell(() => this.events.ended(end));
    });
  }

  #troubleOf(error: unknown): GroupTrouble | undefined {
    return groupTroubleOf(error, { groupId: this.group.groupId, topic: this.options.topic });
  }

  #onJoining(): void {
    if (this.#isAbandoned) {
      // By the default import: Node sees no such name among the exports of this CommonJS module.
      throw new kafkajs.KafkaJSNonRetriableError('This consumer was given up');
    }
    this.events.joining();
  }

  /**
   * Runs synchronously between the answer to SyncGroup and the first fetch of
   * the generation: the one moment at which a pause is never too late.
   */
  #onJoined({ memberId, memberAssignment }: Joined): void {
    const { topic } = this.options;
    this.#consumer.pause([{ topic }]);
    const partitions = memberAssignment[topic] ?? [];
    const sentAt = this.#requestedAt.get('SyncGroup') ?? 0;
    this.#tell(() => this.events.joined({ memberId, partitions, sentAt }));
  }

  #tell(event: () => void): void {
    if (!this.#isAbandoned) {
      event();
    }
  }
}

interface Joined {
  readonly memberId: string;
  readonly memberAssignment: Readonly<Record<string, readonly number[]>>;
}
