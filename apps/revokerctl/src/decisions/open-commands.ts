import type { TopicRange } from '#libs/kafka';
import type { ReplayCommand } from '#libs/lanes';
import {
  CommandClient,
  type KafkaAccess,
  type LaneProjection,
  type LedgerListener,
  LedgerReader,
  lesserUnderWay,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../cli/cli-error.js';
import { place } from '../cli/format.js';
import type { CommandContext } from '../context.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { type DecisionOptions, WAIT_SECONDS } from './decision.js';

/** @throws OperationsError where there is no service to decide for */
export async function openCommands(
  { terminal }: CommandContext,
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  listeners: readonly LedgerListener[] = [],
): Promise<CommandClient> {
  const ledger = await LedgerReader.open(kafka, topics.ledger, { show: terminal.show, listeners });
  return CommandClient.open(kafka, topics, ledger);
}

/** @throws CliError where one of the lanes cannot run: a command would not be carried out */
export function refuseUnreadable(
  commands: CommandClient,
  { topics }: KafkaSetup,
  lanes: readonly number[] = commands.lanes.map(({ lane }) => lane),
): void {
  const [first] = commands.unreadableIn(lanes);
  if (first) {
    const { lane: partition, offset, message } = first;
    throw new CliError(
      EXIT.unreadable,
      `Lane ${partition} cannot run: ${place({ topic: topics.ledger, partition, offset })} ${message} ("revokerctl ledger check" shows all of it). Nothing was sent.`,
    );
  }
}

/** @throws CliError where everything is asked for, and a replay is under way that does some of it without */
export function refuseLesser(
  ranges: readonly (TopicRange & Pick<ReplayCommand, 'keys'>)[],
  { everything }: Pick<ReplayCommand, 'everything'>,
  underWay: readonly ReplayCommand[],
): void {
  const others = everything ? lesserUnderWay(ranges, underWay) : [];
  if (others.length > 0) {
    throw new CliError(
      EXIT.problems,
      `Some of it is being carried out again without --everything, by replay ${others.join(' and ')}: nothing was sent. Ask again when that is over.`,
    );
  }
}

/** Follows the ledger until it is so. @throws the signal's reason where the command is interrupted */
export async function untilSeen(
  { signal }: CommandContext,
  commands: CommandClient,
  isSo: () => boolean,
  deadline?: AbortSignal,
): Promise<boolean> {
  const isSeen = await commands.until(isSo, deadline ? AbortSignal.any([signal, deadline]) : signal);
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
export async function awaitEffect(
  context: CommandContext,
  commands: CommandClient,
  {
    lanes,
    hasEffect,
  }: { readonly lanes: readonly number[]; readonly hasEffect: (lane: LaneProjection) => boolean },
  { wait }: Pick<DecisionOptions, 'wait'>,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  if (wait === false) {
    terminal.note('It was sent. Whether it has taken effect was not checked.');
    return EXIT.ok;
  }
  const seconds = wait === true ? WAIT_SECONDS : wait;
  const missing = (): readonly LaneProjection[] =>
    commands.lanes.filter((lane) => lanes.includes(lane.lane) && !hasEffect(lane));
  try {
    const deadline = AbortSignal.timeout(seconds * 1_000);
    if (await untilSeen(context, commands, () => missing().length === 0, deadline)) {
      return EXIT.ok;
    }
  } catch (error) {
    throw signal.aborted
      ? new CliError(
          EXIT.interrupted,
          'Interrupted: it was sent, and is carried out. Whether it has taken effect was not checked.',
        )
      : error;
  }
  const late = missing();
  terminal.note(
    `After ${seconds} s it has not taken effect in ${namesOf(late)}: the command stays in the topic, and is carried out as soon as an owner of the lane reads it.`,
  );
  late.forEach((lane) => terminal.note(whyLate(lane)));
  return EXIT.problems;
}

export function namesOf(lanes: readonly Pick<LaneProjection, 'lane'>[]): string {
  const numbers = lanes.map(({ lane }) => lane);
  const last = numbers.at(-1);
  return numbers.length < 2
    ? `lane ${last ?? 'none'}`
    : `lanes ${numbers.slice(0, -1).join(', ')} and ${last}`;
}

function whyLate({ lane, unreadable, owner, control }: LaneProjection): string {
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
