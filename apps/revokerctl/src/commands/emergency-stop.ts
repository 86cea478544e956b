import type { Command } from 'commander';
import type { LaneProjection } from '#libs/operations';
import { EXIT, type ExitCode } from '../cli/cli-error.js';
import { defineCommand, onRun } from '../cli/define-command.js';
import { capital } from '../cli/format.js';
import type { CommandContext } from '../context.js';
import { decisionOf, type DecisionOptions, withDecision } from '../decisions/decision.js';
import { awaitEffect, namesOf, openCommands } from '../decisions/open-commands.js';

export function registerEmergencyStop(program: Command, context: CommandContext): void {
  const pause = defineCommand(program, 'pause', {
    summary: 'stop everything: an emergency stop',
    description:
      'Stops all lanes: nothing more is begun, no event is read. What was sent to PingOne already runs to its end, and its answers are taken in. It outlives restarts of the service; "resume" lifts it.',
    examples: [
      ['pause', 'and wait until every lane stands still'],
      ['pause --by ada@example.com --no-wait', 'for the record: who; return at once'],
    ],
  });
  onRun(withDecision(pause), context, pauseAll);
  const resume = defineCommand(program, 'resume', {
    summary: 'let everything go on after "pause"',
    description: 'Lets all lanes go on where they stood. Events that came meanwhile are read now.',
    examples: [['resume', 'and wait until every lane goes on']],
  });
  onRun(withDecision(resume), context, resumeAll);
}

type Order = 'pause' | 'resume';

async function pauseAll(context: CommandContext, options: DecisionOptions): Promise<ExitCode> {
  return setAllLanes(context, 'pause', options);
}

async function resumeAll(context: CommandContext, options: DecisionOptions): Promise<ExitCode> {
  return setAllLanes(context, 'resume', options);
}

async function setAllLanes(
  context: CommandContext,
  order: Order,
  options: DecisionOptions,
): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const commands = await openCommands(context, kafka, setup);
  // An order that is still on its way may be another one.
  const hasEffect = (lane: LaneProjection): boolean =>
    commands.hasReadAll(lane) && (lane.control?.paused ?? false) === (order === 'pause');
  const others = commands.lanes.filter((lane) => !hasEffect(lane));
  const lanes = others.map(({ lane }) => lane);
  const decided = lanes.map((lane) => ({ lane, command: { ...decisionOf(context, options), kind: order } }));
  await commands.send(decided, context.signal);
  const exitCode =
    lanes.length === 0 ? EXIT.ok : await awaitEffect(context, commands, { lanes, hasEffect }, options);
  report(
    context,
    { order, changed: others.filter(hasEffect), all: commands.lanes, isNews: lanes.length > 0 },
    options,
  );
  return exitCode;
}

interface Report {
  readonly order: Order;
  readonly changed: readonly LaneProjection[];
  readonly all: readonly LaneProjection[];
  readonly isNews: boolean;
}

function report(
  { terminal }: CommandContext,
  { order, changed, all, isNews }: Report,
  { json }: DecisionOptions,
): void {
  if (json) {
    const lanes = all.map(({ lane, control }) => ({
      lane,
      paused: control?.paused ?? false,
      ...(control?.at !== undefined && { at: control.at }),
      ...(control?.by !== undefined && { by: control.by }),
    }));
    terminal.json({ changed: changed.map(({ lane }) => lane), lanes });
    return;
  }
  if (!isNews) {
    terminal.print(`${every(all, order)}: nothing changes.${sinceOf(all)}`);
  } else if (changed.length > 0) {
    const names = namesOf(changed);
    const which =
      changed.length === all.length && all.length > 1 ? `All ${all.length} lanes` : capital(names);
    terminal.print(
      order === 'pause'
        ? `${which} ${changed.length === 1 ? 'stands' : 'stand'} still: nothing is begun, no event is read, until "revokerctl resume".`
        : `${which} ${changed.length === 1 ? 'goes' : 'go'} on.`,
    );
  }
}

function every(lanes: readonly LaneProjection[], order: Order): string {
  return `All ${lanes.length} lanes ${order === 'pause' ? 'are paused already' : 'are running: none is paused'}`;
}

function sinceOf(lanes: readonly LaneProjection[]): string {
  const control = lanes.find(({ control }) => control?.paused)?.control;
  if (!control) {
    return '';
  }
  const who = control.by === undefined ? '' : ` by ${control.by}`;
  return control.at === undefined && who === ''
    ? ''
    : ` They were stopped${who}${control.at ? ` at ${control.at}` : ''}.`;
}
