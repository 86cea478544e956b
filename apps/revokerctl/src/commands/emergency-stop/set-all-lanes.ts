import type { ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { capital } from '../../cli/words.js';
import type { LaneView } from '../../ledger/lane-view.js';
import { CommandDesk, namesOf } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';

type Order = 'pause' | 'resume';

/** Stops all lanes, or lets them go on. */
export async function setAllLanes(tool: Tool, order: Order, options: DecisionOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const desk = await CommandDesk.open(tool, kafka, setup);
  // An order that is still on its way may be another one.
  const isDone = (view: LaneView): boolean =>
    desk.hasReadAll(view) && (view.control?.paused ?? false) === (order === 'pause');
  const others = desk.lanes.filter((view) => !isDone(view));
  const wanted = others.map(({ lane }) => lane);
  await desk.send(wanted.map((lane) => ({ lane, command: { ...decisionOf(tool, options), kind: order } })));
  const exitCode = wanted.length === 0 ? 0 : await desk.awaitEffect(wanted, options, isDone);
  report(
    tool,
    { order, changed: others.filter(isDone), views: desk.lanes, isNews: wanted.length > 0 },
    options,
  );
  return exitCode;
}

interface Report {
  readonly order: Order;
  readonly changed: readonly LaneView[];
  readonly views: readonly LaneView[];
  readonly isNews: boolean;
}

function report(
  { terminal }: Tool,
  { order, changed, views, isNews }: Report,
  { json }: DecisionOptions,
): void {
  if (json) {
    const lanes = views.map(({ lane, control }) => ({
      lane,
      paused: control?.paused ?? false,
      ...(control?.at !== undefined && { at: control.at }),
      ...(control?.by !== undefined && { by: control.by }),
    }));
    terminal.json({ changed: changed.map(({ lane }) => lane), lanes });
    return;
  }
  if (!isNews) {
    terminal.print(`${every(views, order)}: nothing changes.${sinceOf(views)}`);
  } else if (changed.length > 0) {
    const names = namesOf(changed);
    const all =
      changed.length === views.length && views.length > 1 ? `All ${views.length} lanes` : capital(names);
    terminal.print(
      order === 'pause'
        ? `${all} ${changed.length === 1 ? 'stands' : 'stand'} still: nothing is begun, no event is read, until "revokerctl resume".`
        : `${all} ${changed.length === 1 ? 'goes' : 'go'} on.`,
    );
  }
}

function every(views: readonly LaneView[], order: Order): string {
  return `All ${views.length} lanes ${order === 'pause' ? 'are paused already' : 'are running: none is paused'}`;
}

function sinceOf(views: readonly LaneView[]): string {
  const control = views.find(({ control }) => control?.paused)?.control;
  if (!control) {
    return '';
  }
  const who = control.by === undefined ? '' : ` by ${control.by}`;
  return control.at === undefined && who === ''
    ? ''
    : ` They were stopped${who}${control.at ? ` at ${control.at}` : ''}.`;
}
