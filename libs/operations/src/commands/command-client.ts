import { encodeCommand, type OperatorCommand, parseCommand, type ReplayCommand } from '#libs/lanes';
import type { KafkaAccess } from '../installation/kafka-access.js';
import { OperationsError } from '../installation/operations.errors.js';
import type { Topics } from '../installation/topics.js';
import type { LaneProjection, LedgerProjection, UnreadableRecord } from '../ledger/ledger-projection.js';
import type { FollowedLedger } from '../ledger/ledger-reader.js';

/** A command and the lane that is to carry it out. */
export interface AddressedCommand {
  readonly lane: number;
  readonly command: OperatorCommand;
}

/** Sends operators' decisions to the lanes, and sees in the ledger what became of them. */
export class CommandClient {
  private constructor(
    readonly kafka: KafkaAccess,
    private readonly topic: string,
    private readonly followed: FollowedLedger,
    /** Where the commands of each lane end, as far as we have looked. */
    private commandsEnd: readonly bigint[],
  ) {}

  /** @throws OperationsError where there is no service to decide for */
  static async open(
    kafka: KafkaAccess,
    topics: Pick<Topics, 'ledger' | 'commands'>,
    followed: FollowedLedger,
  ): Promise<CommandClient> {
    const { ledger, commands } = topics;
    const { lanes } = followed.projection;
    const written = lanes.find(({ meta }) => meta !== undefined)?.meta;
    if (!written && lanes.every(({ owner }) => owner === undefined)) {
      throw new OperationsError(
        'empty-ledger',
        `The ledger ${ledger} is empty: no service has run with these settings yet.`,
      );
    }
    if (written && written.lanes !== lanes.length) {
      throw new OperationsError(
        'lane-count',
        `The ledger ${ledger} was written with ${written.lanes} lanes, and has ${lanes.length} partitions now: a command could reach the wrong lane.`,
      );
    }
    const held = await kafka.ranges(commands);
    if (held.length !== lanes.length) {
      throw new OperationsError(
        'commands-partitions',
        `The topic ${commands} has ${held.length} partitions, and the ledger has ${lanes.length}: a command could reach the wrong lane.`,
      );
    }
    return new CommandClient(
      kafka,
      commands,
      followed,
      held.map(({ until }) => until),
    );
  }

  get ledger(): LedgerProjection {
    return this.followed.projection;
  }

  get lanes(): readonly LaneProjection[] {
    return this.ledger.lanes;
  }

  /** The number of the lane that takes a partition of an input. */
  laneOf(partition: number): number {
    return partition % this.lanes.length;
  }

  /** What keeps these lanes from running: no command can be carried out there. */
  unreadableIn(lanes: readonly number[]): readonly UnreadableRecord[] {
    return this.lanes.filter(({ lane }) => lanes.includes(lane)).flatMap(({ unreadable }) => unreadable);
  }

  /** Whether the lane has carried out all commands that were there when we last looked, ours included. */
  hasReadAll({ lane, positions }: LaneProjection): boolean {
    const end = this.commandsEnd[lane] ?? 0n;
    return end === 0n || (positions.get(`${this.topic}/${lane}`)?.next ?? 0n) >= end;
  }

  /** Replays that are being carried out or are held, or will be as soon as a lane reads its commands. */
  async replaysUnderWay(): Promise<readonly ReplayCommand[]> {
    const inLedger = this.lanes.flatMap(({ replays }) => [...replays.values()]);
    const known = new Set(inLedger.map(({ command }) => command.id));
    const begun = inLedger.filter(({ status }) => status === 'running' || status === 'paused');
    const underWay: ReplayCommand[] = begun.map(({ command }) => command);
    const unread = (await this.kafka.ends(this.topic)).flatMap((range) => {
      const next = this.ledger.positionOf(this.topic, range.partition);
      const from = next !== undefined && next > range.from ? next : range.from;
      return from < range.until ? [{ ...range, from }] : [];
    });
    for await (const { value } of this.kafka.read(unread)) {
      const command = parseCommand(value);
      if (command?.kind === 'replay' && !known.has(command.id)) {
        underWay.push(command);
      }
    }
    return underWay;
  }

  /** @throws KafkaError */
  async send(addressed: readonly AddressedCommand[], signal: AbortSignal): Promise<void> {
    const messages = addressed.map(({ lane, command }) => ({
      key: null,
      value: encodeCommand(command),
      partition: lane,
    }));
    await this.kafka.write(this.topic, messages, signal);
    this.commandsEnd = (await this.kafka.ends(this.topic)).map(({ until }) => until);
  }

  /** Follows the ledger until it is so; false if the signal comes first. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
    return this.followed.until(isSo, signal);
  }
}
