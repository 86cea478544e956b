import { pause } from '#libs/async';
import type { GroupEnd, GroupMember, KafkaGroup, OffsetCommit } from '#libs/kafka';
import type { Log } from '#libs/observability';
import { Freshness } from './freshness.js';
import { laneAssignment, type LaneAssignmentOptions } from './lane-assignment.js';
import { OtherPrograms } from './other-programs.js';

export interface MembershipOptions extends Omit<LaneAssignmentOptions, 'held'> {
  readonly group: KafkaGroup;
  readonly sessionTimeoutMs: number;
  readonly log: Log;
  /** After so long without a confirmation the member is given up for a new one. Default: six sessions. */
  readonly hopelessAfterMs?: number;
  /** Until another member asks whether what kept the last one out is mended. Default: 5,000 ms. */
  readonly againMs?: number;
  /** How often it is asked which other programs are in the group. Default: 10,000 ms. */
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
  /** The member is dead for good. */
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
  readonly #others: OtherPrograms;
  #member: GroupMember;
  #memberId: string | undefined;
  #joinsAsked = 0;
  #isJoining = true;
  /** Monotonic milliseconds: when there was last reason to hope. */
  #hopefulAt = performance.now();
  readonly #stopping = new AbortController();

  constructor(
    private readonly options: MembershipOptions,
    private readonly events: MembershipEvents,
  ) {
    const { sessionTimeoutMs } = options;
    this.#freshness = new Freshness(sessionTimeoutMs - marginOf(sessionTimeoutMs));
    this.#others = new OtherPrograms(options.group, (problem) => events.problem(problem));
    this.#member = this.#newMember();
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
    return this.#others.isDisturbing;
  }

  /** Joins, and tries until it has: what happens is told by the events. */
  start(): void {
    void this.#member.run();
    void this.#watch();
    void this.#lookAround();
  }

  /** For lag tools: fails in any rebalance, and may not happen at all. */
  async commitOffsets(offsets: readonly OffsetCommit[]): Promise<void> {
    if (this.isJoined && this.isMember()) {
      await this.#member.commitOffsets(offsets);
    }
  }

  /** Leaves the group. Waits for a join that is under way. */
  async stop(): Promise<void> {
    const deadline = performance.now() + JOIN_BEFORE_LEAVE_MS;
    while (this.#joinsAsked > 0 && this.#isJoining && performance.now() < deadline) {
      await pause(20);
    }
    this.#stopping.abort();
    await this.#member.stop();
    this.#freshness.revoke();
  }

  /**
   * A consumer of kafkajs that hangs says nothing: no heartbeat, no error, no
   * crash. The one cause that was ever seen is mended (`failed-join.fix.ts` of libs/kafka); this
   * is for those that were not. While Kafka is away a new one is no better than the old one, and no worse.
   */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    const patience = this.options.hopelessAfterMs ?? HOPELESS_SESSIONS * this.options.sessionTimeoutMs;
    while (!signal.aborted) {
      await pause(WATCH_MS, signal);
      if (!signal.aborted && performance.now() - this.#hopefulAt > patience) {
        this.options.log.warn(
          { groupId: this.options.group.id },
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
      if (!signal.aborted && this.isJoined) {
        const memberId = this.#memberId;
        await this.#others.look(this.#member, () => this.isJoined && this.#memberId === memberId);
      }
    }
  }

  async #replaceLater(): Promise<void> {
    const { signal } = this.#stopping;
    const member = this.#member;
    await pause(this.options.againMs ?? AGAIN_MS, signal);
    if (!signal.aborted && member === this.#member) {
      this.#replace();
    }
  }

  #replace(): void {
    this.#member.abandon();
    this.#member = this.#newMember();
    void this.#member.run();
  }

  #newMember(): GroupMember {
    const { group, commands, sessionTimeoutMs } = this.options;
    this.#hopefulAt = performance.now();
    this.#joinsAsked = 0;
    const held = (): readonly number[] => (this.isMember() ? this.events.held() : []);
    const assignment = laneAssignment({ ...this.options, held });
    const options = { topic: commands, assignment, sessionTimeoutMs };
    return group.member(options, {
      joining: () => {
        this.#joinsAsked += 1;
        this.#isJoining = true;
      },
      joined: (join) => this.#onJoined(join),
      heartbeat: (sentAt) => this.events.confirmed(this.#confirm(sentAt)),
      ended: (end) => this.#onEnded(end),
      problem: (problem) => {
        // A connection alone does not say that the group takes us.
        if (problem !== undefined || !this.#others.isKeepingUsOut) {
          this.events.problem(problem);
        }
      },
    });
  }

  #onJoined(join: {
    readonly memberId: string;
    readonly partitions: readonly number[];
    readonly sentAt: number;
  }): void {
    // More than one join since the last one: others may have held our lanes in a generation that we never saw.
    const continuity = join.memberId === this.#memberId && this.#joinsAsked === 1 ? 'kept' : 'broken';
    this.#memberId = join.memberId;
    this.#joinsAsked = 0;
    this.#isJoining = false;
    this.#others.letUsIn();
    this.#confirm(join.sentAt);
    this.events.joined({ lanes: join.partitions, continuity });
  }

  #onEnded({ why, reason, next, trouble }: GroupEnd): void {
    this.#onLeft(why);
    if (trouble !== undefined) {
      this.#others.keepUsOut(trouble);
    }
    switch (next) {
      case 'itself':
        break;
      case 'another':
        void this.#replaceLater();
        break;
      case 'none':
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
    this.#others.left();
    this.#freshness.revoke();
    this.events.left(reason);
  }
}

/** For what is decided now and has to leave the machine; a fifth, but no more than two seconds. */
function marginOf(sessionTimeoutMs: number): number {
  return Math.min(2000, sessionTimeoutMs / 5);
}
