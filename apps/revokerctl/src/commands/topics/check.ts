import type { TopicDescription } from '#libs/kafka';
import { type WantedTopic, wantedTopics } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count, table } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { type Advice, adviseOnTopics } from './advice.policy.js';

export interface CheckOptions {
  readonly json?: true;
}

export async function checkTopics(context: CommandContext, { json }: CheckOptions): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const wanted = wantedTopics(setup.topics);
  const found = await kafka.admin.describe(wanted.map(({ name }) => name));
  const advice = adviseOnTopics(wanted, found);
  if (json) {
    context.terminal.json({ ok: !hasProblem(advice), topics: rowsOf(wanted, found), advice });
  } else {
    context.terminal.print(...describeTopics(wanted, found), '', ...describeAdvice(advice));
  }
  return hasProblem(advice) ? EXIT.problems : EXIT.ok;
}

export function hasProblem(advice: readonly Advice[]): boolean {
  return advice.some(({ severity }) => severity === 'problem');
}

interface Row {
  readonly topic: string;
  readonly role: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly configs?: Readonly<Record<string, string | undefined>>;
}

const SHOWN = [
  'cleanup.policy',
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'retention.ms',
  'max.message.bytes',
] as const;

function rowsOf(wanted: readonly WantedTopic[], found: readonly TopicDescription[]): readonly Row[] {
  return wanted.map(({ name, role }) => {
    const description = found.find((topic) => topic.name === name);
    if (description?.kind !== 'topic') {
      return { topic: name, role };
    }
    const { partitions, replicationFactor, configs } = description;
    const shown = Object.fromEntries(SHOWN.map((config) => [config, configs[config]]));
    return { topic: name, role, partitions, replicationFactor, configs: shown };
  });
}

function describeTopics(
  wanted: readonly WantedTopic[],
  found: readonly TopicDescription[],
): readonly string[] {
  return table(
    [
      { title: 'topic' },
      { title: 'role' },
      { title: 'partitions', align: 'right' },
      { title: 'replicas', align: 'right' },
      { title: 'min ISR', align: 'right' },
      { title: 'cleanup' },
    ],
    rowsOf(wanted, found).map(({ topic, role, partitions, replicationFactor, configs }) => [
      topic,
      role,
      String(partitions ?? '–'),
      String(replicationFactor ?? '–'),
      configs?.['min.insync.replicas'] ?? '–',
      configs?.['cleanup.policy'] ?? '–',
    ]),
  );
}

/** One paragraph for each thing that is wrong, however many topics have it. */
export function describeAdvice(advice: readonly Advice[]): readonly string[] {
  if (advice.length === 0) {
    return ['All topics are as they should be.'];
  }
  const same = Map.groupBy(advice, ({ severity, what, remedy }) => `${severity}\n${what}\n${remedy}`);
  const lines = [...same.values()].flatMap(describeSame);
  const problems = advice.filter(({ severity }) => severity === 'problem').length;
  return [...lines, '', `${count(problems, 'problem')}, ${count(advice.length - problems, 'warning')}.`];
}

function describeSame(group: readonly Advice[]): readonly string[] {
  const [first, ...others] = group;
  if (!first) {
    return [];
  }
  const { severity, topic, what, remedy } = first;
  const rest = others.length === 0 ? [] : [`  The same: ${others.map((other) => other.topic).join(', ')}.`];
  return [`${severity}: ${topic} ${what}.`, ...rest, `  What to do: ${remedy}.`];
}
