import { InvalidArgumentError } from 'commander';
import type { TopicRange } from '#libs/kafka';
import type { KafkaAccess } from '#libs/operations';
import { CliError, EXIT } from '../../cli/cli-error.js';
import { count, grouped, time } from '../../cli/format.js';
import { timeBefore } from '../../cli/option-values.js';

/** A place in a partition, as a person names it. */
export type RangeBound =
  | { readonly kind: 'offset'; readonly offset: bigint }
  /** Epoch milliseconds. */
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'earliest' | 'latest' };

export function rangeBoundBefore(now: number): (text: string) => RangeBound {
  const time = timeBefore(now);
  return (text) => {
    if (text === 'earliest' || text === 'latest') {
      return { kind: text };
    }
    if (/^\d{1,19}$/.test(text)) {
      return { kind: 'offset', offset: BigInt(text) };
    }
    try {
      return { kind: 'time', at: time(text) };
    } catch {
      throw new InvalidArgumentError(
        'It must be an offset, a time with its zone (2026-03-02T17:00:00Z), how long ago (15m, 2h, 7d; from 1970 on), "earliest" or "latest".',
      );
    }
  };
}

export interface RangeQuestion {
  readonly topic: string;
  readonly partition: number | 'all';
  readonly from: RangeBound;
  readonly to: RangeBound;
}

type Offsets = Pick<KafkaAccess, 'ranges' | 'ends'>;

/** What is asked for of one partition. */
export interface ChosenRange extends TopicRange {
  /** Offsets that were asked for and that retention has removed; unknown where a time was asked for. */
  readonly gone: bigint | 'unknown';
}

/**
 * The ranges that a question comes to, without those that are empty.
 *
 * @throws CliError where there is nothing to read, and says whether retention is why
 */
export async function chooseRanges(kafka: Offsets, question: RangeQuestion): Promise<readonly ChosenRange[]> {
  const { topic, partition, from, to } = question;
  refuseContradiction(question);
  const held = await kafka.ranges(topic);
  const asked = held.filter((range) => partition === 'all' || range.partition === partition);
  if (asked.length === 0) {
    throw new CliError(
      EXIT.notFound,
      `${topic} has no partition ${partition}: it has ${count(held.length, 'partition')}, from 0.`,
    );
  }
  const [begins, ends] = await Promise.all([offsetsAt(kafka, topic, from), offsetsAt(kafka, topic, to)]);
  const chosen = asked.map((all): ChosenRange => {
    const [begin, end] = [begins[all.partition] ?? all.from, ends[all.partition] ?? all.until];
    const clamp = (at: bigint): bigint => (at < all.from ? all.from : at > all.until ? all.until : at);
    const range = { topic, partition: all.partition, from: clamp(begin), until: clamp(end) };
    return { ...range, gone: goneOf(question, all, begin, end) };
  });
  if (chosen.every((range) => range.from >= range.until)) {
    throw new CliError(EXIT.notFound, whyEmpty(question, chosen, held));
  }
  return chosen.filter((range) => range.from < range.until);
}

function refuseContradiction({ partition, from, to }: RangeQuestion): void {
  if (partition === 'all' && (from.kind === 'offset' || to.kind === 'offset')) {
    throw new CliError(
      EXIT.usage,
      'Offsets differ from partition to partition: say which --partition they are of.',
    );
  }
  const isEmpty =
    (from.kind === 'offset' && to.kind === 'offset' && from.offset >= to.offset) ||
    (from.kind === 'time' && to.kind === 'time' && from.at >= to.at) ||
    from.kind === 'latest' ||
    to.kind === 'earliest';
  if (isEmpty) {
    throw new CliError(
      EXIT.usage,
      'The range is empty: --from must be before --to, which is not part of it.',
    );
  }
}

/** By partition. */
async function offsetsAt(kafka: Offsets, topic: string, bound: RangeBound): Promise<readonly bigint[]> {
  switch (bound.kind) {
    case 'offset':
      return (await kafka.ends(topic)).map(() => bound.offset);
    case 'time':
      return (await kafka.ranges(topic, bound.at)).map(({ from }) => from);
    case 'earliest':
      return (await kafka.ends(topic)).map(({ from }) => from);
    case 'latest':
      return (await kafka.ends(topic)).map(({ until }) => until);
  }
}

/** `held`: what the partition still has. */
function goneOf({ from }: RangeQuestion, held: TopicRange, begin: bigint, end: bigint): bigint | 'unknown' {
  if (from.kind === 'offset' && begin < held.from) {
    return (end < held.from ? end : held.from) - begin;
  }
  // The first record of that time is the first there is: there may have been others.
  return from.kind === 'time' && held.from > 0n && begin === held.from ? 'unknown' : 0n;
}

function whyEmpty(
  { topic, partition, from, to }: RangeQuestion,
  chosen: readonly ChosenRange[],
  held: readonly TopicRange[],
): string {
  const where = partition === 'all' ? topic : `${topic}/${partition}`;
  const gone = chosen.find((range) => range.gone !== 0n);
  const earliest = held.find((range) => range.partition === chosen[0]?.partition);
  if (gone && gone.gone !== 'unknown' && earliest) {
    return `Retention has removed all of the range: ${where} begins at offset ${earliest.from}. Its events can only be published again by their source.`;
  }
  const hint = gone ? ' Retention has removed what was there before; there may have been something.' : '';
  const end =
    earliest && partition !== 'all' ? ` It holds offsets ${earliest.from} to ${earliest.until}.` : '';
  return `There is nothing in ${where} from ${nameOf(from)} to ${nameOf(to)}.${end}${hint}`;
}

export function nameOf(bound: RangeBound): string {
  switch (bound.kind) {
    case 'offset':
      return `offset ${grouped(bound.offset)}`;
    case 'time':
      return time(bound.at);
    case 'earliest':
    case 'latest':
      return bound.kind;
  }
}
