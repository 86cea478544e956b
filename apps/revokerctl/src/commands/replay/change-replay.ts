import { groupOf, type LaneProjection, type LaneReplay } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import type { CommandContext } from '../../context.js';
import { chooseReplays } from '../../decisions/choose-replays.js';
import { decisionOf, type DecisionOptions } from '../../decisions/decision.js';
import { awaitEffect, openCommands } from '../../decisions/open-commands.js';
import { watchReplays } from './watch-replays.js';

type Change = 'pause' | 'resume' | 'cancel';

const BECOMES = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;

export async function changeReplay(
  context: CommandContext,
  change: Change,
  id: string,
  options: DecisionOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const commands = await openCommands(context, kafka, setup);
  const chosen = chooseReplays(commands.lanes, id);
  const wanted = chosen.filter(({ status }) => canChange(status, change));
  const name = groupOf(chosen[0]?.command.id ?? id);
  if (wanted.length === 0) {
    const statuses = [...new Set(chosen.map(({ status }) => status))];
    const is = statuses.join(' and ');
    if (options.json) {
      terminal.json({ replay: name, status: is, changed: false });
    } else {
      terminal.print(`Replay ${name} is ${is} already: nothing changes.`);
    }
    return statuses.every((status) => status === BECOMES[change]) ? EXIT.ok : EXIT.problems;
  }
  const decided = wanted.map(({ lane, command }) => ({
    lane,
    command: { ...decisionOf(context, options), kind: `replay-${change}` as const, replay: command.id },
  }));
  await commands.send(decided, context.signal);
  const lanes = [...new Set(wanted.map(({ lane }) => lane))];
  const hasEffect = ({ replays }: LaneProjection): boolean =>
    wanted.every(({ command }) => {
      const status = replays.get(command.id)?.status;
      return status === undefined || !canChange(status, change);
    });
  const exitCode = await awaitEffect(context, commands, { lanes, hasEffect }, options);
  const statusNow = (): string =>
    [
      ...new Set(wanted.map(({ lane, command }) => commands.lanes[lane]?.replays.get(command.id)?.status)),
    ].join(' and ');
  if (options.json) {
    terminal.json({ replay: name, status: statusNow(), changed: exitCode === EXIT.ok });
  } else if (exitCode === EXIT.ok && options.wait !== false) {
    terminal.print(
      `Replay ${name} is ${statusNow()}.${change === 'cancel' ? ' What it has opened is carried out to its end.' : ''}`,
    );
  }
  return exitCode;
}

export async function watchReplay(
  context: CommandContext,
  id: string,
  options: { readonly json?: true },
): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const commands = await openCommands(context, kafka, setup);
  const [first] = chooseReplays(commands.lanes, id);
  return watchReplays(context, commands, groupOf(first?.command.id ?? id), options);
}

function canChange(status: LaneReplay['status'], change: Change): boolean {
  return (status === 'running' || status === 'paused') && status !== BECOMES[change];
}
