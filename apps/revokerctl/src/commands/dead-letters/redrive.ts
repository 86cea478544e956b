import { setTimeout as pause } from 'node:timers/promises';
import type { TopicRange } from '#libs/kafka';
import {
  type AddressedCommand,
  closeTogether,
  type CommandClient,
  type KafkaAccess,
  newGroup,
  type Prospect,
  rangesOf,
  type RecordPosition,
  RedrivePlan,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { confirm } from '../../cli/confirm.js';
import { count, grouped } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { decisionOf, type DecisionOptions } from '../../decisions/decision.js';
import { openCommands, refuseUnreadable } from '../../decisions/open-commands.js';
import { awaitReplays } from '../replay/watch-replays.js';
import { type DeadLetterFilter, deadLetters, refuseUnknownTopic } from './filter.js';

export interface RedriveOptions extends DecisionOptions, DeadLetterFilter {
  /** Records a second. */
  readonly rate?: number;
  readonly force?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** Fewer offsets between two records than one request brings anyway. */
const CLOSE = 1_000n;

export async function redriveDeadLetters(
  context: CommandContext,
  options: RedriveOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const plan = new RedrivePlan(setup.topics);
  for await (const { letter, record } of deadLetters(kafka, terminal, setup.topics.deadLetter, options)) {
    plan.add(letter, record.timestamp);
  }
  if (plan.ranges.length === 0) {
    refuseUnknownTopic(options, setup.topics);
  }
  // Asked first: where a topic is created anew meanwhile, nothing is carried out there.
  const topicIds = await topicIdsOf(kafka, plan.ranges);
  for await (const record of kafka.read(await thereOf(kafka, closeTogether(plan.ranges, CLOSE)))) {
    plan.see(record);
  }
  const client = await openCommands(context, kafka, setup, [plan.seeLedger]);
  refuseUnreadable(
    client,
    setup,
    plan.ranges.map(({ partition }) => client.laneOf(partition)),
  );
  const prospects = plan.prospects(client.lanes);
  const of = (...wanted: readonly Prospect[]): readonly RecordPosition[] =>
    wanted.flatMap((prospect) => prospects.get(prospect) ?? []);
  const chosen = options.force ? of('ready', 'tried', 'hopeless') : of('ready');
  const ranges = rangesOf(chosen).flatMap((range) => piecesOf(range, options.rate));
  const counts = Object.fromEntries(PROSPECTS.map((prospect) => [prospect, of(prospect).length]));
  if (options.json) {
    terminal.json({ kind: 'plan', counts, redriven: chosen.length, commands: ranges.length });
  } else {
    terminal.print(...describe(counts, chosen.length, ranges.length));
  }
  if (options.dryRun || ranges.length === 0) {
    return EXIT.ok;
  }
  await confirm(context, options, `Redrive ${count(chosen.length, 'record')}?`);
  const { name, ids } = newGroup(ranges.length);
  const decision = decisionOf(context, options);
  const commands = ranges.map(({ topic, partition, from, until }, n): AddressedCommand => {
    const range = { topic, partition, from, until, mode: 'missing', ...topicIds.get(topic) } as const;
    return {
      lane: client.laneOf(partition),
      command: { ...decision, id: ids[n] ?? decision.id, kind: 'replay', ...range },
    };
  });
  await sendPaced(context, client, { commands, ranges, name }, options);
  if (options.wait === false) {
    terminal.note(`Sent as replay ${name}: "revokerctl replay watch ${name}" shows how far it is.`);
    return EXIT.ok;
  }
  return awaitReplays(context, client, { name, sent: commands }, options);
}

async function topicIdsOf(
  kafka: KafkaAccess,
  ranges: readonly TopicRange[],
): Promise<ReadonlyMap<string, { readonly topicId?: string }>> {
  const topics = [...new Set(ranges.map(({ topic }) => topic))];
  return new Map(
    await Promise.all(topics.map(async (topic) => [topic, await kafka.topicId(topic)] as const)),
  );
}

/** Of these ranges what their topics hold. */
async function thereOf(kafka: KafkaAccess, ranges: readonly TopicRange[]): Promise<readonly TopicRange[]> {
  const there: TopicRange[] = [];
  for (const [topic, asked] of Map.groupBy(ranges, (range) => range.topic)) {
    const held = (await kafka.has(topic)) ? await kafka.ends(topic) : [];
    for (const { partition, from, until } of asked) {
      const all = held.find((range) => range.partition === partition);
      const [begin, end] = [max(from, all?.from ?? until), min(until, all?.until ?? until)];
      if (begin < end) {
        there.push({ topic, partition, from: begin, until: end });
      }
    }
  }
  return there;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

interface Sending {
  readonly commands: readonly AddressedCommand[];
  readonly ranges: readonly TopicRange[];
  readonly name: string;
}

/** @throws CliError that says how many were sent, where it is interrupted */
async function sendPaced(
  { signal, terminal }: CommandContext,
  client: CommandClient,
  { commands, ranges, name }: Sending,
  { rate, force }: RedriveOptions,
): Promise<void> {
  if (rate === undefined) {
    return client.send(commands, signal);
  }
  using progress = terminal.progress('Redriving', commands.length, 'long');
  let sent = 0;
  try {
    for (const [n, command] of commands.entries()) {
      await client.send([command], signal);
      sent += 1;
      progress.add(1);
      const size = Number((ranges[n]?.until ?? 0n) - (ranges[n]?.from ?? 0n));
      await pause((size / rate) * 1_000, undefined, { signal });
    }
  } catch (error) {
    throw signal.aborted
      ? new CliError(
          EXIT.interrupted,
          `Interrupted: ${grouped(sent)} of ${count(commands.length, 'range')} were sent for sure, as replay ${name}, and are carried out. ${
            force
              ? 'The same command sends those again, too (--force); what they led to is not repeated.'
              : 'The same command goes on with the others, and repeats nothing.'
          }`,
        )
      : error;
  }
}

/** The service would read a long range as fast as it can. */
function piecesOf({ topic, partition, from, until }: TopicRange, rate = Infinity): readonly TopicRange[] {
  if (until - from <= rate) {
    return [{ topic, partition, from, until }];
  }
  const size = BigInt(rate);
  return Array.from({ length: Math.ceil(Number(until - from) / rate) }, (_, n) => {
    const begin = from + BigInt(n) * size;
    return { topic, partition, from: begin, until: begin + size < until ? begin + size : until };
  });
}

const WORDS: Readonly<Record<Prospect, string>> = {
  ready: 'are events to this version',
  hopeless: 'are no events to this version either',
  tried: 'were redriven before, and nothing came of it',
  'under-way': 'are being redriven',
  'carried-out': 'have been carried out since',
  gone: 'are not in their topic any more: they can only be published again by their source',
  elsewhere: 'were read from a topic that is no input',
};

const PROSPECTS = Object.keys(WORDS) as readonly Prospect[];

function describe(
  counts: Readonly<Record<string, number>>,
  redriven: number,
  commands: number,
): readonly string[] {
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const lines = PROSPECTS.filter((prospect) => counts[prospect]).map(
    (prospect) => `  ${grouped(counts[prospect] ?? 0)} ${WORDS[prospect]}`,
  );
  const leftOut = (counts['tried'] ?? 0) + (counts['hopeless'] ?? 0);
  const hint =
    redriven === 0 && leftOut > 0 ? ' (--force redrives those that were tried or are no events)' : '';
  return [
    `${count(total, 'record')} became dead letters.`,
    ...lines,
    redriven === 0
      ? `Nothing is to be redriven${hint}.`
      : `${count(redriven, 'record')} ${redriven === 1 ? 'is' : 'are'} redriven, in ${count(commands, 'range')}.`,
  ];
}
