import {
  encodeCommand,
  parseCommand,
  type LedgerChange,
  type OperatorCommand,
  type ReplayCommand,
} from '#libs/lanes';
import { openWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { CliError } from '../cli/cli-error.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Tool } from '../tool.js';
import { count, place } from '../cli/words.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { LaneView } from '../ledger/lane-view.js';
import { LedgerWatch } from '../ledger/ledger-watch.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { WAIT_SECONDS, type DecisionOptions } from './decision.js';

/** A command and the lane that is to carry it out. */
export interface Addressed {
  readonly lane: number;
  readonly command: OperatorCommand;
}

const SENT =
  'Interrupted: it was sent, and is carried out; whether it has taken effect, nobody has waited for.';

/** Where operators' decisions are handed in, and where it is seen what became of them. */
export class CommandDesk {
  private constructor(
    private readonly tool: Tool,
    readonly kafka: KafkaAccess,
    readonly setup: KafkaSetup,
    private readonly watch: LedgerWatch,
    /** Where the commands of each lane end, as far as we have looked. */
    private commandsEnd: readonly bigint[],
  ) {}

  /** @throws CliError where there is no service to decide for */
  static async open(
    tool: Tool,
    kafka: KafkaAccess,
    setup: KafkaSetup,
    onChange?: (change: LedgerChange) => void,
  ): Promise<CommandDesk> {
    const { ledger, commands } = setup.topics;
    const watch = await LedgerWatch.begin(kafka, ledger, tool.terminal, onChange);
    const { lanes } = watch;
    const written = lanes.find(({ meta }) => meta !== undefined)?.meta;
    if (!written && lanes.every(({ owner }) => owner === undefined)) {
      throw new CliError(
        EXIT.notFound,
        `The ledger ${ledger} is empty: no service has run with these settings yet.`,
      );
    }
    if (written && written.lanes !== lanes.length) {
      throw new CliError(
        EXIT.unreadable,
        `The ledger ${ledger} was written with ${count(written.lanes, 'lane')}, and has ${count(lanes.length, 'partition')} now: nobody can say which lane a command is for ("revokerctl ledger check" explains it).`,
      );
    }
    const held = await kafka.ranges(commands);
    if (held.length !== lanes.length) {
      throw new CliError(
        EXIT.unreadable,
        `The topic ${commands} has ${count(held.length, 'partition')}, the ledger ${lanes.length}: a command would reach another lane than it is for.`,
      );
    }
    return new CommandDesk(
      tool,
      kafka,
      setup,
      watch,
      held.map(({ until }) => until),
    );
  }

  get lanes(): readonly LaneView[] {
    return this.watch.lanes;
  }

  /** Who takes the partition of an input. */
  laneOf(partition: number): number {
    return partition % this.lanes.length;
  }

  /** What is in records that cannot be read, nobody can decide about. @throws CliError */
  refuseUnreadable(lanes: readonly number[]): void {
    const records = this.lanes
      .filter(({ lane }) => lanes.includes(lane))
      .flatMap(({ unreadable }) => unreadable);
    const [first] = records;
    if (first) {
      const { lane: partition, offset, message } = first;
      throw new CliError(
        EXIT.unreadable,
        `Lane ${partition} cannot run: ${place({ topic: this.setup.topics.ledger, partition, offset })} ${message} ("revokerctl ledger check" shows all of it). Nothing was sent.`,
      );
    }
  }

  /** Whether the lane has carried out all commands that were there when we last looked, ours included. */
  hasReadAll({ lane, positions }: LaneView): boolean {
    const end = this.commandsEnd[lane] ?? 0n;
    return end === 0n || (positions.get(`${this.setup.topics.commands}/${lane}`)?.next ?? 0n) >= end;
  }

  /** Replays that are being carried out or are held, or will be as soon as a lane reads its commands. */
  async replaysUnderWay(): Promise<readonly ReplayCommand[]> {
    const inLedger = this.lanes.flatMap(({ replays }) => [...replays.values()]);
    const known = new Set(inLedger.map(({ command }) => command.id));
    const begun = inLedger.filter(({ status }) => status === 'running' || status === 'paused');
    const underWay: ReplayCommand[] = begun.map(({ command }) => command);
    const { commands } = this.setup.topics;
    const unread = (await this.kafka.ends(commands)).flatMap((range) => {
      const next = this.lanes[range.partition]?.positions.get(`${commands}/${range.partition}`)?.next;
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
  async send(addressed: readonly Addressed[]): Promise<void> {
    const writer = await openWriter(this.kafka.settings, { log: silentLog, signal: this.tool.signal });
    try {
      await writer.send(
        this.setup.topics.commands,
        addressed.map(({ lane, command }) => ({
          key: null,
          value: encodeCommand(command),
          partition: lane,
        })),
      );
    } finally {
      await writer.close();
    }
    this.commandsEnd = (await this.kafka.ends(this.setup.topics.commands)).map(({ until }) => until);
  }

  /** Follows the ledger until it is so. @throws the signal's reason if somebody interrupts it */
  async until(isSo: () => boolean, deadline?: AbortSignal): Promise<boolean> {
    const { signal } = this.tool;
    const isSeen = await this.watch.until(isSo, deadline ? AbortSignal.any([signal, deadline]) : signal);
    if (!isSeen) {
      signal.throwIfAborted();
    }
    return isSeen;
  }

  /**
   * Waits as the options say until each of the lanes shows the effect. What is missing
   * by then is said, and why, where that can be known.
   *
   * @returns `problems` where it was not seen
   */
  async awaitEffect(
    lanes: readonly number[],
    { wait }: Pick<DecisionOptions, 'wait'>,
    hasEffect: (lane: LaneView) => boolean,
  ): Promise<ExitCode> {
    const { terminal } = this.tool;
    if (wait === false) {
      terminal.note('It was sent; whether it has taken effect, nobody has waited for.');
      return EXIT.ok;
    }
    const seconds = wait === true ? WAIT_SECONDS : wait;
    const missing = (): readonly LaneView[] =>
      this.lanes.filter((view) => lanes.includes(view.lane) && !hasEffect(view));
    try {
      if (await this.until(() => missing().length === 0, AbortSignal.timeout(seconds * 1_000))) {
        return EXIT.ok;
      }
    } catch (error) {
      throw this.tool.signal.aborted ? new CliError(EXIT.interrupted, SENT) : error;
    }
    const late = missing();
    terminal.note(
      `After ${seconds} s it has not taken effect in ${namesOf(late)}: the command stays in the topic, and is carried out as soon as an owner of the lane reads it.`,
    );
    late.forEach((view) => terminal.note(whyLate(view)));
    return EXIT.problems;
  }
}

export function namesOf(lanes: readonly Pick<LaneView, 'lane'>[]): string {
  const numbers = lanes.map(({ lane }) => lane);
  const last = numbers.at(-1);
  return numbers.length < 2
    ? `lane ${last ?? 'none'}`
    : `lanes ${numbers.slice(0, -1).join(', ')} and ${last}`;
}

function whyLate({ lane, unreadable, owner, control }: LaneView): string {
  if (unreadable.length > 0) {
    return `Lane ${lane} cannot run: its ledger holds what the service cannot read ("revokerctl ledger check").`;
  }
  if (control?.paused) {
    return `Lane ${lane} is paused: "revokerctl resume" lets it go on.`;
  }
  return owner === undefined
    ? `Lane ${lane} was never taken: has the service been started?`
    : `Lane ${lane} was taken last by ${owner.by}: does it run? ("revokerctl status", and its /health/ready)`;
}
