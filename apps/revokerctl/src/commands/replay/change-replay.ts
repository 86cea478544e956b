import { randomUUID } from 'node:crypto';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { CommandDesk } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';
import { chooseReplays, groupOf, type LaneReplay } from '../../operate/replay-group.js';
import { watchReplays } from './watch-replays.js';

type Change = 'pause' | 'resume' | 'cancel';

const BECOMES = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;

export async function changeReplay(
  tool: Tool,
  change: Change,
  id: string,
  options: DecisionOptions,
): Promise<ExitCode> {
  const { terminal } = tool;
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const desk = await CommandDesk.open(tool, kafka, setup);
  const chosen = chooseReplays(desk.lanes, id);
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
  await desk.send(
    wanted.map(({ lane, command }) => ({
      lane,
      command: {
        ...decisionOf(tool, options),
        id: randomUUID(),
        kind: `replay-${change}`,
        replay: command.id,
      },
    })),
  );
  const lanes = [...new Set(wanted.map(({ lane }) => lane))];
  const exitCode = await desk.awaitEffect(lanes, options, ({ replays }) =>
    wanted.every(({ command }) => {
      const status = replays.get(command.id)?.status;
      return status === undefined || !canChange(status, change);
    }),
  );
  const statusNow = (): string =>
    [...new Set(wanted.map(({ lane, command }) => desk.lanes[lane]?.replays.get(command.id)?.status))].join(
      ' and ',
    );
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
  tool: Tool,
  id: string,
  options: { readonly json?: true },
): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const desk = await CommandDesk.open(tool, kafka, setup);
  const [first] = chooseReplays(desk.lanes, id);
  return watchReplays(tool, desk, groupOf(first?.command.id ?? id), options);
}

function canChange(status: LaneReplay['status'], change: Change): boolean {
  return (status === 'running' || status === 'paused') && status !== BECOMES[change];
}
