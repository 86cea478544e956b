import kafkajs, { type Consumer, type Kafka } from 'kafkajs';

import type { Log } from '#libs/observability';

import { pause } from '#libs/async';
import type { CourtesyOffset } from './courtesy-offsets.js';
import type { GroupDescription } from './foreign-program.policy.js';
import { groupTroubleOf, type GroupTrouble } from './group-trouble.policy.js';
import { laneAssigner } from './lane-assigner.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly inputs: readonly string[];
  readonly commands: string;
  readonly lanes: number;
  /** Of an input; 0 while unknown. */
  readonly partitionCount: (topic: string) => number;
  readonly sessionTimeoutMs: number;
  readonly log: Log;
}

export interface GroupEnd {
  readonly why: 'stopped' | 'crashed';
  readonly reason: string;
  /** Who comes back: this consumer, another one to be made, or nobody. */
  readonly next: 'itself' | 'another' | 'nobody';
  /** What has to pass or to be mended. */
  readonly trouble?: GroupTrouble;
}

/** Times are epoch milliseconds at which the request was made that has been answered. */
export interface GroupConsumerEvents {
  /** kafkajs asks to join: an answer may come, or another question. */
  joining(): void;
  joined(join: {
    readonly memberId: string;
    readonly lanes: readonly number[];
    readonly sentAt: number;
  }): void;
  beaten(sentAt: number): void;
  /** Out of the group. */
  ended(end: GroupEnd): void;
  problem(problem: string | undefined): void;
  /** The lanes to ask the group to leave with us. */
  held(): readonly number[];
}

/** Others learn by their next heartbeat that somebody has left or joined, and all wait for the last one to learn it. */
const HEARTBEAT_MS = 500;
/** How often the paused consumer looks whether a heartbeat is due. */
const IDLE_POLL_MS = 200;
/** Shorter makes an eager group expel members that are slow to rejoin. */
const SHORTEST_REBALANCE_MS = 8000;
/** Gives up after some minutes of the same trouble, as a crash that restarts itself; `coordinator-lookup.fix.ts` makes it safe to try that long. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 200 };
const AGAIN_MS = 1000;
/** All that kafkajs has to know of topics is the commands topic, whose partitions never change; brokers that move it finds by their errors. */
const METADATA_AGE_MS = 3_600_000;

/**
 * One consumer of kafkajs, for membership only. It subscribes to the commands
 * topic, whose partitions are the lanes, and to nothing else: kafkajs gets no
 * metadata at all, and sends no heartbeat, where one topic of several is missing
 * or denied (P5). The topic is paused in every generation before anything can be
 * fetched, and is never resumed; records come by the lanes' own fetch loops.
 */
export class GroupConsumer {
  readonly #consumer: Consumer;
  #isStopping = false;
  #isAbandoned = false;
  /** When the request that is answered right now was made, by API name. */
  readonly #requestedAt = new Map<string, number>();

  constructor(
    private readonly options: GroupConsumerOptions,
    private readonly events: GroupConsumerEvents,
  ) {
    const { kafka, groupId, sessionTimeoutMs, lanes, inputs, commands, partitionCount } = options;
    const assigner = laneAssigner({
      ...{ inputs, commands, lanes, partitionCount },
      held: () => events.held(),
      onJoining: () => this.#onJoining(),
    });
    this.#consumer = kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      partitionAssigners: [assigner],
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
    while (!this.#isStopping) {
      try {
        await this.#consumer.connect();
        await this.#consumer.subscribe({ topics: [this.options.commands] });
        this.#tell(() => this.events.problem(undefined));
        await this.#consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          eachBatch: async ({ batch: { topic, partition } }) => {
            const where = { topic, partition };
            this.options.log.error(where, 'The paused consumer of the group was given records');
          },
        });
        return;
      } catch (error) {
        const { groupId } = this.options;
        const trouble = groupTroubleOf(error, this.options);
        const problem = trouble?.sentence ?? `The group ${groupId} cannot be joined: ${messageOf(error)}`;
        this.#tell(() => this.events.problem(problem));
        await pause(AGAIN_MS);
      }
    }
  }

  async commitOffsets(offsets: readonly CourtesyOffset[]): Promise<void> {
    await this.#consumer.commitOffsets([...offsets]);
  }

  /** How the coordinator describes the group. Rejects where it gives no answer. */
  async describe(): Promise<GroupDescription> {
    return this.#consumer.describeGroup();
  }

  /** Leaves the group, so that others need not wait for a session timeout. Never rejects. */
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
      this.#tell(() => this.events.beaten(this.#requestedAt.get('Heartbeat') ?? 0));
    });
    this.#consumer.on(names.STOP, () => {
      this.#tell(() => this.events.ended({ why: 'stopped', reason: 'left the group', next: 'itself' }));
    });
    this.#consumer.on(names.CRASH, ({ payload: { error, restart } }) => {
      const { groupId, log } = this.options;
      const trouble = groupTroubleOf(error, this.options);
      log.debug({ groupId, cause: messageOf(error) }, 'The consumer of the group begins anew');
      const next = restart || this.#isStopping ? 'itself' : trouble === undefined ? 'nobody' : 'another';
      const end = { why: 'crashed' as const, reason: messageOf(error), next } as const;
      this.#tell(() => this.events.ended({ ...end, ...(trouble !== undefined && { trouble }) }));
    });
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
    const { commands } = this.options;
    this.#consumer.pause([{ topic: commands }]);
    const lanes = memberAssignment[commands] ?? [];
    const sentAt = this.#requestedAt.get('SyncGroup') ?? 0;
    this.#tell(() => this.events.joined({ memberId, lanes, sentAt }));
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

/** Messages of kafkajs name brokers, groups and topics; nothing of them is secret. */
function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}
