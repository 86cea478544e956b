import { pause } from '#libs/async';
import type { CourtesyOffset } from './courtesy-offsets.js';
import { describeGroup } from './describe-group.js';
import { whoDisturbsTheGroup, whoHoldsTheGroup } from './foreign-program.policy.js';
import { Freshness } from './freshness.js';
import { GroupConsumer, type GroupConsumerOptions, type GroupEnd } from './group-consumer.js';

export interface MembershipOptions extends GroupConsumerOptions {
  /** After so long without a confirmation the consumer is given up for a new one. Default: six sessions. */
  readonly hopelessAfterMs?: number;
  /** Until another consumer asks whether what kept the last one out is mended. Default: 5,000 ms. */
  readonly againMs?: number;
  /** How often it is asked who else is in the group. Default: 10,000 ms. */
  readonly lookAroundMs?: number;
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
  /** The lanes that we hold. */
  held(): readonly number[];
}

/** A socket that closes in the middle of a join leaves a ghost behind that costs the others a session timeout. */
const JOIN_BEFORE_LEAVE_MS = 5000;
const HOPELESS_SESSIONS = 6;
const WATCH_MS = 1000;
const AGAIN_MS = 5000;
const LOOK_AROUND_MS = 10_000;

/**
 * The consumer group, for membership only: it says which lanes are ours and
 * proves that they still are.
 */
export class Membership {
  readonly #freshness: Freshness;
  #consumer: GroupConsumer;
  #memberId: string | undefined;
  #joinsAsked = 0;
  #isJoining = true;
  /** What keeps us out of the group, as long as it does. */
  #trouble: string | undefined;
  /** What another program does to the group that we are in. */
  #disturbance: string | undefined;
  /** Monotonic milliseconds: when there was last reason to hope. */
  #hopefulAt = performance.now();
  readonly #stopping = new AbortController();

  constructor(
    private readonly options: MembershipOptions,
    private readonly events: MembershipEvents,
  ) {
    const { sessionTimeoutMs } = options;
    this.#freshness = new Freshness(sessionTimeoutMs - marginOf(sessionTimeoutMs));
    this.#consumer = this.#newConsumer();
  }

  /** Whether the group has confirmed us recently enough to act on it. */
  isMember(): boolean {
    return this.#freshness.isFresh();
  }

  /** Whether we are in the group, and not on our way into it. */
  get isJoined(): boolean {
    return this.#memberId !== undefined && !this.#isJoining;
  }

  /** Whether another program is in the group beside us: nothing tells then whether each lane has an owner. */
  get isDisturbed(): boolean {
    return this.#disturbance !== undefined;
  }

  /** Joins, and tries until it has: what happens is told by the events. */
  start(): void {
    void this.#consumer.run();
    void this.#watch();
    void this.#lookAround();
  }

  /** For lag tools, as a courtesy: fails in any rebalance, and may not happen at all. */
  async commitOffsets(offsets: readonly CourtesyOffset[]): Promise<void> {
    if (this.isJoined && this.isMember()) {
      await this.#consumer.commitOffsets(offsets);
    }
  }

  /** Leaves the group. Waits for a join that is under way. */
  async stop(): Promise<void> {
    const deadline = performance.now() + JOIN_BEFORE_LEAVE_MS;
    while (this.#joinsAsked > 0 && this.#isJoining && performance.now() < deadline) {
      await pause(20);
    }
    this.#stopping.abort();
    await this.#consumer.stop();
    this.#freshness.revoke();
  }

  /**
   * A consumer of kafkajs that hangs says nothing: no heartbeat, no error, no
   * crash. The one cause that was ever seen is mended (`failed-join.fix.ts`); this
   * is for those that were not. While Kafka is away a new one is no better than the old one, and no worse.
   */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    const patience = this.options.hopelessAfterMs ?? HOPELESS_SESSIONS * this.options.sessionTimeoutMs;
    while (!signal.aborted) {
      await pause(WATCH_MS, signal);
      if (!signal.aborted && performance.now() - this.#hopefulAt > patience) {
        this.options.log.warn(
          { groupId: this.options.groupId },
          'The group has been silent for long; joining it anew',
        );
        this.#onLeft('silent');
        this.#replace();
      }
    }
  }

  async #lookAround(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(this.options.lookAroundMs ?? LOOK_AROUND_MS, signal);
      if (signal.aborted || !this.isJoined) {
        continue;
      }
      const memberId = this.#memberId;
      try {
        const description = await this.#consumer.describe();
        if (this.isJoined && this.#memberId === memberId) {
          this.#disturbed(whoDisturbsTheGroup(this.options.groupId, description));
        }
      } catch {
        // No answer, no news: heartbeats tell whether the group is there.
      }
    }
  }

  #disturbed(sentence: string | undefined): void {
    if (sentence !== this.#disturbance) {
      this.#disturbance = sentence;
      this.events.problem(sentence);
    }
  }

  /** Who it is that keeps us out: the consumer that was refused is gone by now. */
  async #nameThem(trouble: string): Promise<void> {
    const { kafka, groupId } = this.options;
    const description = await describeGroup(kafka, groupId);
    if (description && this.#trouble === trouble) {
      this.#trouble = whoHoldsTheGroup(groupId, description);
      this.events.problem(this.#trouble);
    }
  }

  async #replaceLater(): Promise<void> {
    const { signal } = this.#stopping;
    const consumer = this.#consumer;
    await pause(this.options.againMs ?? AGAIN_MS, signal);
    if (!signal.aborted && consumer === this.#consumer) {
      this.#replace();
    }
  }

  #replace(): void {
    this.#consumer.abandon();
    this.#consumer = this.#newConsumer();
    void this.#consumer.run();
  }

  #newConsumer(): GroupConsumer {
    this.#hopefulAt = performance.now();
    this.#joinsAsked = 0;
    return new GroupConsumer(this.options, {
      joining: () => {
        this.#joinsAsked += 1;
        this.#isJoining = true;
      },
      joined: (join) => this.#onJoined(join),
      beaten: (sentAt) => this.events.confirmed(this.#confirm(sentAt)),
      ended: (end) => this.#onEnded(end),
      problem: (problem) => {
        // A connection alone does not say that the group takes us.
        if (problem !== undefined || this.#trouble === undefined) {
          this.events.problem(problem);
        }
      },
      held: () => (this.isMember() ? this.events.held() : []),
    });
  }

  #onJoined(join: {
    readonly memberId: string;
    readonly lanes: readonly number[];
    readonly sentAt: number;
  }): void {
    // More than one join since the last one: others may have held our lanes in a generation that we never saw.
    const continuity = join.memberId === this.#memberId && this.#joinsAsked === 1 ? 'kept' : 'broken';
    this.#memberId = join.memberId;
    this.#joinsAsked = 0;
    this.#isJoining = false;
    if (this.#trouble !== undefined) {
      this.#trouble = undefined;
      this.events.problem(undefined);
    }
    this.#confirm(join.sentAt);
    this.events.joined({ lanes: join.lanes, continuity });
  }

  #onEnded({ why, reason, next, trouble }: GroupEnd): void {
    this.#onLeft(why);
    if (trouble !== undefined) {
      this.#trouble = trouble.sentence;
      this.events.problem(trouble.sentence);
      if (trouble.kind === 'another-program') {
        void this.#nameThem(trouble.sentence);
      }
    }
    switch (next) {
      case 'itself':
        break;
      case 'another':
        void this.#replaceLater();
        break;
      case 'nobody':
        this.events.fatal(`The Kafka consumer has ended and does not come back: ${reason}`);
        break;
    }
  }

  #confirm(sentAt: number): number {
    this.#hopefulAt = performance.now();
    return this.#freshness.confirm(sentAt);
  }

  #onLeft(reason: string): void {
    this.#memberId = undefined;
    this.#isJoining = true;
    this.#disturbed(undefined);
    this.#freshness.revoke();
    this.events.left(reason);
  }
}

/** For what is decided now and has to leave the machine; a fifth, but no more than two seconds. */
function marginOf(sessionTimeoutMs: number): number {
  return Math.min(2000, sessionTimeoutMs / 5);
}
