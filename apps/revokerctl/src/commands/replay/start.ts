import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import { CliError } from '../../cli/cli-error.js';
import { confirm } from '../../cli/confirm.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import type { ReplayMode } from '#libs/lanes';
import { spareOf } from '#libs/pingone';
import { CommandDesk, type Addressed } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';
import { newGroup } from '../../operate/replay-group.js';
import { refuseLesser } from '../../operate/refuse-lesser.js';
import { leaveUnderWay } from '../../operate/under-way.policy.js';
import { eventTypeOf } from '../../settings/topics.js';
import { chooseRanges, type ChosenRange } from './choose-ranges.js';
import { describeRangePlan } from './describe-range-plan.js';
import { readEstimateSetup } from './estimate-setup.js';
import type { Moment } from './moment.js';
import { RangeBook } from './range-book.js';
import { readAlready, selectRecords, type Selected } from './selection.policy.js';
import { awaitReplays } from './watch-replays.js';

export interface StartOptions extends DecisionOptions {
  readonly topic: string;
  readonly partition: number | 'all';
  readonly from: Moment;
  readonly to: Moment;
  readonly user?: string;
  readonly republish?: true;
  readonly again?: true;
  readonly everything?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

export async function startReplay(tool: Tool, options: StartOptions): Promise<ExitCode> {
  const mode = modeOf(options);
  const { everything } = options;
  const kind = { mode, ...(everything && { everything }) };
  const { terminal } = tool;
  const setup = tool.kafkaSetup();
  const type = eventTypeOf(setup.topics, options.topic);
  if (!type) {
    const inputs = Object.values(setup.topics.inputs).join(' and ');
    throw new CliError(
      EXIT.notFound,
      `${options.topic} is no input of the service, whose inputs are ${inputs}.`,
    );
  }
  const estimate = readEstimateSetup(tool);
  await using kafka = await tool.openKafka(setup);
  const ranges = await chooseRanges(kafka, options);
  const lanes = (await kafka.ranges(setup.topics.ledger)).length;
  const { user } = options;
  const book = new RangeBook({
    type,
    lanes,
    ...(user !== undefined && { user }),
    ...(estimate && { planning: estimate }),
  });
  await readInto(tool, kafka, ranges, book);
  const desk = await CommandDesk.open(tool, kafka, setup, (change) => book.see(change));
  desk.refuseUnreadable(ranges.map(({ partition }) => desk.laneOf(partition)));
  const positionOf = (partition: number): bigint | undefined =>
    desk.lanes[desk.laneOf(partition)]?.positions.get(`${options.topic}/${partition}`)?.next;
  const plan = book.plan(mode, positionOf);
  if (user !== undefined && book.wanted.length === 0) {
    throw new CliError(EXIT.notFound, `Nothing in the range is about the user "${user}".`);
  }
  const asked: readonly Selected[] = readAlready<Selected>(
    user === undefined ? ranges : selectRecords(book.wanted, book.others),
    positionOf,
  );
  const underWay = await desk.replaysUnderWay();
  refuseLesser(asked, kind, underWay);
  const { ranges: selected, others } = leaveUnderWay(asked, kind, underWay);
  const described = {
    ...kind,
    ranges,
    plan,
    perSecond: estimate && spareOf(estimate.policy.requestsPerSecond),
    commands: selected.length,
  };
  if (options.json) {
    terminal.json({ kind: 'plan', ...described });
  } else {
    terminal.print(...describeRangePlan(described));
  }
  if (options.dryRun) {
    return EXIT.ok;
  }
  if (others.length > 0) {
    terminal.note(
      selected.length === 0
        ? `Replay ${others.join(' and ')} of the same range is under way already: nothing was sent.`
        : `Replay ${others.join(' and ')}, which is under way, does some of it: only the rest is sent.`,
    );
  } else if (selected.length === 0) {
    terminal.note('All of the range is yet to be read in its turn: nothing was sent.');
  }
  if (selected.length === 0) {
    return EXIT.ok;
  }
  await confirm(tool, options, `Send ${count(selected.length, 'replay command')}?`);
  const { name, ids } = newGroup(selected.length);
  const decision = decisionOf(tool, options);
  const commands = selected.map(({ topic, partition, from, until, keys }, n): Addressed => {
    const range = { topic, partition, from, until, ...kind, ...(keys && { keys }) };
    const id = ids[n] ?? decision.id;
    return { lane: desk.laneOf(partition), command: { ...decision, ...range, id, kind: 'replay' } };
  });
  await desk.send(commands);
  if (options.wait === false) {
    if (options.json) {
      terminal.json({ kind: 'replay', replay: name, status: 'sent' });
    } else {
      terminal.print(`Replay ${name} was sent: "revokerctl replay watch ${name}" shows how far it is.`);
    }
    return EXIT.ok;
  }
  return awaitReplays(tool, desk, { name, commands }, options);
}

function modeOf({ republish, again, everything }: StartOptions): ReplayMode {
  if (everything && !again) {
    throw new CliError(
      EXIT.usage,
      '--everything needs --again: it is about what was carried out already, and left something.',
    );
  }
  if (republish && again) {
    throw new CliError(
      EXIT.usage,
      'Either --republish or --again: the outcome is published again, or the event carried out again.',
    );
  }
  return again ? 'again' : republish ? 'republish' : 'missing';
}

async function readInto(
  { terminal }: Tool,
  kafka: CommandDesk['kafka'],
  ranges: readonly ChosenRange[],
  book: RangeBook,
): Promise<void> {
  const size = ranges.reduce((sum, { from, until }) => sum + Number(until - from), 0);
  using progress = terminal.progress('Range', size);
  for await (const record of kafka.read(ranges)) {
    book.add(record);
    progress.add(1);
  }
}
