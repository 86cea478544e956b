import type { KafkaRecord } from '#libs/kafka';
import type { ReplayMode } from '#libs/lanes';
import {
  type AddressedCommand,
  eventTypeOf,
  leaveUnderWay,
  newGroup,
  readAlready,
  ReplayPlan,
  type Selected,
  selectRecords,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { confirm } from '../../cli/confirm.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { decisionOf, type DecisionOptions } from '../../decisions/decision.js';
import { openCommands, refuseLesser, refuseUnreadable } from '../../decisions/open-commands.js';
import { chooseRanges, type RangeBound } from './choose-ranges.js';
import { describeRangePlan } from './describe-range-plan.js';
import { readForecast } from './read-forecast.js';
import { awaitReplays } from './watch-replays.js';

export interface StartOptions extends DecisionOptions {
  readonly topic: string;
  readonly partition: number | 'all';
  readonly from: RangeBound;
  readonly to: RangeBound;
  readonly user?: string;
  readonly republish?: true;
  readonly again?: true;
  readonly everything?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

export async function startReplay(context: CommandContext, options: StartOptions): Promise<ExitCode> {
  const mode = modeOf(options);
  const { everything } = options;
  const kind = { mode, ...(everything && { everything }) };
  const { terminal } = context;
  const setup = context.kafkaSetup();
  const type = eventTypeOf(setup.topics, options.topic);
  if (!type) {
    const inputs = Object.values(setup.topics.inputs).join(' and ');
    throw new CliError(
      EXIT.notFound,
      `${options.topic} is no input of the service, whose inputs are ${inputs}.`,
    );
  }
  const forecast = readForecast(context);
  await using kafka = await context.openKafka(setup);
  // Asked first: where the topic is created anew meanwhile, nothing is carried out there.
  const topicId = await kafka.topicId(options.topic);
  const ranges = await chooseRanges(kafka, options);
  const { user } = options;
  const plan = new ReplayPlan({
    topic: options.topic,
    type,
    ...(user !== undefined && { user }),
    ...(forecast && { costOf: (record: KafkaRecord) => forecast.callsFor(record, type) }),
  });
  await kafka.readAll(ranges, { stage: 'range', show: terminal.show }, (record) => plan.add(record));
  const client = await openCommands(context, kafka, setup);
  refuseUnreadable(
    client,
    setup,
    ranges.map(({ partition }) => client.laneOf(partition)),
  );
  const { ledger } = client;
  const { costs, ...planned } = plan.against(ledger, mode);
  if (user !== undefined && plan.wanted.length === 0) {
    throw new CliError(EXIT.notFound, `Nothing in the range is about the user "${user}".`);
  }
  const asked: readonly Selected[] = readAlready<Selected>(
    user === undefined ? ranges : selectRecords(plan.wanted, plan.others),
    (partition) => ledger.positionOf(options.topic, partition),
  );
  const underWay = await client.replaysUnderWay();
  refuseLesser(asked, kind, underWay);
  const { ranges: selected, others } = leaveUnderWay(asked, kind, underWay);
  const described = {
    ...kind,
    ranges,
    plan: { ...planned, calls: forecast?.sumOf(costs) },
    perSecond: forecast?.perSecond,
    commands: selected.length,
  };
  if (options.json) {
    terminal.json({ kind: 'plan', ...described });
  } else {
    terminal.print(...describeRangePlan(described));
  }
  if (others.length > 0) {
    terminal.note(
      selected.length === 0
        ? `Replay ${others.join(' and ')} of the same range is under way already: nothing was sent.`
        : `Replay ${others.join(' and ')}, which is under way, does some of it: only the rest is sent.`,
    );
  } else if (selected.length === 0) {
    terminal.note('The lanes have not read this range yet, and will read it in its turn: nothing was sent.');
  }
  if (options.dryRun || selected.length === 0) {
    return EXIT.ok;
  }
  await confirm(context, options, `Send ${count(selected.length, 'replay command')}?`);
  const { name, ids } = newGroup(selected.length);
  const decision = decisionOf(context, options);
  const commands = selected.map(({ topic, partition, from, until, keys }, n): AddressedCommand => {
    const range = { topic, partition, from, until, ...kind, ...topicId, ...(keys && { keys }) };
    const id = ids[n] ?? decision.id;
    return { lane: client.laneOf(partition), command: { ...decision, ...range, id, kind: 'replay' } };
  });
  await client.send(commands, context.signal);
  if (options.wait === false) {
    if (options.json) {
      terminal.json({ kind: 'replay', replay: name, status: 'sent' });
    } else {
      terminal.print(`Replay ${name} was sent: "revokerctl replay watch ${name}" shows how far it is.`);
    }
    return EXIT.ok;
  }
  return awaitReplays(context, client, { name, sent: commands }, options);
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
