import type { Consumer, Kafka } from 'kafkajs';

import type { Log } from '#libs/observability';

import { pause } from '../wire/waiting.js';
import { Freshness } from './freshness.js';
import { laneAssigner } from './lane-assigner.js';

export interface MembershipOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly inputs: readonly string[];
  readonly commands: string;
  readonly lanes: number;
  readonly sessionTimeoutMs: number;
  /** Within this time the group hears of partitions that were added. */
  readonly metadataRefreshMs: number;
  readonly log: Log;
}

export interface MembershipEvents {
  /** `kept`: the same member, without a generation in between that we have not seen. */
  joined(join: { readonly lanes: readonly number[]; readonly continuity: 'kept' | 'broken' }): void;
  /** A heartbeat was answered; `sentAt` in monotonic milliseconds. */
  confirmed(sentAt: number): void;
  /** We are no member any more. */
  left(reason: string): void;
  /** It cannot join yet; undefined when that is over. */
  problem(problem: string | undefined): void;
  /** The consumer is dead for good. */
  fatal(reason: string): void;
  /** The lanes to ask the group to leave with us. */
  held(): readonly number[];
}

const HEARTBEAT_MS = 1000;
/** How often the paused consumer looks whether a heartbeat is due. */
const IDLE_POLL_MS = 200;
/** Gives up after some minutes of the same trouble, as a crash that restarts itself; fix 4 makes it safe to try that long. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 200 };
/** A socket that closes in the middle of a join leaves a ghost behind that costs the others a session timeout. */
const JOIN_BEFORE_LEAVE_MS = 5000;
const AGAIN_MS = 1000;

/**
 * The consumer group, for membership only: it says which lanes are ours and
 * proves that they still are. Every topic is paused in every generation before
 * anything can be fetched, and is never resumed; records come by the lanes' own
 * fetch loops.
 */
export class Membership {
  readonly #freshness: Freshness;
  readonly #consumer: Consumer;
  readonly #topics: readonly string[];
  #memberId: string | undefined;
  #joinsAsked = 0;
  #isJoining = true;
  #isStopping = false;
  /** When the request that is answered right now was made, by API name. */
  readonly #requestedAt = new Map<string, number>();

  constructor(
    private readonly options: MembershipOptions,
    private readonly events: MembershipEvents,
  ) {
    const { kafka, groupId, sessionTimeoutMs, lanes, inputs, commands } = options;
    this.#topics = [...inputs, commands];
    this.#freshness = new Freshness(sessionTimeoutMs - marginOf(sessionTimeoutMs));
    this.#consumer = kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        laneAssigner({
          topics: this.#topics,
          lanes,
          held: () => (this.isMember() ? events.held() : []),
          onJoining: () => this.#onJoining(),
        }),
      ],
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(HEARTBEAT_MS, Math.floor(sessionTimeoutMs / 4)),
      rebalanceTimeout: Math.max(8000, sessionTimeoutMs),
      maxWaitTimeInMs: IDLE_POLL_MS,
      metadataMaxAge: options.metadataRefreshMs,
      retry: { ...RETRY, restartOnFailure: async () => !this.#isStopping },
    });
  }

  /** Whether the group has confirmed us recently enough to act on it. */
  isMember(): boolean {
    return this.#freshness.isFresh();
  }

  /** Whether we are in the group, and not on our way into it. */
  get isJoined(): boolean {
    return this.#memberId !== undefined && !this.#isJoining;
  }

  /** Joins, and tries until it has: what happens is told by the events. */
  start(): void {
    this.#listen();
    void this.#run();
  }

  /** For lag tools, as a courtesy: fails in any rebalance, and may not happen at all. */
  async commitOffsets(
    offsets: readonly {
      readonly topic: string;
      readonly partition: number;
      readonly offset: string;
      readonly metadata: string;
    }[],
  ): Promise<void> {
    if (this.isJoined && this.isMember()) {
      await this.#consumer.commitOffsets([...offsets]);
    }
  }

  /** Leaves the group, so that others need not wait for a session timeout. Waits for a join that is under way. */
  async stop(): Promise<void> {
    const deadline = performance.now() + JOIN_BEFORE_LEAVE_MS;
    while (this.#joinsAsked > 0 && this.#isJoining && performance.now() < deadline) {
      await pause(20);
    }
    this.#isStopping = true;
    await this.#consumer.disconnect().catch(() => undefined);
    this.#freshness.revoke();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#consumer.connect();
        await this.#consumer.subscribe({ topics: [...this.#topics] });
        this.events.problem(undefined);
        await this.#consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          eachBatch: async ({ batch: { topic, partition } }) => {
            this.options.log.error(
              { topic, partition },
              'The paused consumer of the group was given records',
            );
          },
        });
        return;
      } catch (error) {
        this.events.problem(`The group ${this.options.groupId} cannot be joined: ${messageOf(error)}`);
        await pause(AGAIN_MS);
      }
    }
  }

  #listen(): void {
    const { events: names } = this.#consumer;
    this.#consumer.on(names.REQUEST, ({ payload }) => {
      this.#requestedAt.set(payload.apiName, payload.createdAt);
    });
    this.#consumer.on(names.GROUP_JOIN, ({ payload }) => this.#onJoined(payload));
    this.#consumer.on(names.HEARTBEAT, ({ timestamp }) => {
      this.events.confirmed(this.#freshness.confirm(this.#requestedAt.get('Heartbeat') ?? timestamp));
    });
    this.#consumer.on(names.STOP, () => this.#onLeft('left the group'));
    this.#consumer.on(names.CRASH, ({ payload }) => {
      this.#onLeft('the consumer crashed');
      if (!payload.restart && !this.#isStopping) {
        this.events.fatal(`The Kafka consumer has ended and does not come back: ${messageOf(payload.error)}`);
      }
    });
  }

  #onJoining(): void {
    this.#joinsAsked += 1;
    this.#isJoining = true;
  }

  /**
   * Runs synchronously between the answer to SyncGroup and the first fetch of
   * the generation: the one moment at which a pause is never too late.
   */
  #onJoined({
    memberId,
    memberAssignment,
  }: {
    readonly memberId: string;
    readonly memberAssignment: Record<string, number[]>;
  }): void {
    this.#consumer.pause(this.#topics.map((topic) => ({ topic })));
    // More than one join since the last one: others may have held our lanes in a generation that we never saw.
    const continuity = memberId === this.#memberId && this.#joinsAsked === 1 ? 'kept' : 'broken';
    this.#memberId = memberId;
    this.#joinsAsked = 0;
    this.#isJoining = false;
    this.#freshness.confirm(this.#requestedAt.get('SyncGroup') ?? 0);
    this.events.joined({ lanes: memberAssignment[this.options.commands] ?? [], continuity });
  }

  #onLeft(reason: string): void {
    this.#memberId = undefined;
    this.#isJoining = true;
    this.#freshness.revoke();
    this.events.left(reason);
  }
}

/** Messages of kafkajs name brokers, groups and topics; nothing of them is secret. */
function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}

/** For what is decided now and has to leave the machine; a fifth, but no more than two seconds. */
function marginOf(sessionTimeoutMs: number): number {
  return Math.min(2000, sessionTimeoutMs / 5);
}
