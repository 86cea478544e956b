import { describe, expect, test } from '@jest/globals';
import type { TopicRange } from '#libs/kafka';
import { chooseRanges, rangeBoundBefore, type RangeQuestion } from './choose-ranges.js';

const NOW = Date.parse('2026-03-02T17:00:00Z');
const HOUR = 3_600_000;
const moment = rangeBoundBefore(NOW);

/** Two partitions with a record an hour, the last one an hour ago; the first 100 of partition 1 are gone. */
const EARLIEST = [0n, 100n];
const END = 124n;

const kafka = {
  ranges: (topic: string, since?: number): Promise<readonly TopicRange[]> => {
    const at = since === undefined ? 0n : END - BigInt(Math.ceil((NOW - since) / HOUR)) + 1n;
    return Promise.resolve(
      EARLIEST.map((earliest, partition) => {
        const from = at < earliest ? earliest : at > END ? END : at;
        return { topic, partition, from, until: END };
      }),
    );
  },
  ends: (topic: string): Promise<readonly TopicRange[]> => kafka.ranges(topic),
};

interface Asked {
  readonly partition?: number;
  readonly from: string;
  readonly to?: string;
}

function question({ partition, from, to = 'latest' }: Asked): RangeQuestion {
  return { topic: 'in', partition: partition ?? 'all', from: moment(from), to: moment(to) };
}

describe('a range', () => {
  test.each<
    readonly [string, Asked, readonly Partial<Record<'partition' | 'from' | 'until' | 'gone', unknown>>[]]
  >([
    ['of offsets', { partition: 0, from: '5', to: '9' }, [{ partition: 0, from: 5n, until: 9n, gone: 0n }]],
    ['beyond the end', { partition: 0, from: '120', to: '999' }, [{ from: 120n, until: END, gone: 0n }]],
    [
      'of which some is gone',
      { partition: 1, from: '90', to: '110' },
      [{ from: 100n, until: 110n, gone: 10n }],
    ],
    [
      'of times',
      { from: '5h', to: '2h' },
      [
        { partition: 0, from: 120n, until: 123n, gone: 0n },
        { partition: 1, from: 120n, until: 123n, gone: 0n },
      ],
    ],
    [
      'of times, of which some may be gone',
      { partition: 1, from: '30d' },
      [{ from: 100n, until: END, gone: 'unknown' }],
    ],
    [
      'that only one partition has something of',
      { from: 'earliest', to: '2026-02-26T00:00:00Z' },
      [{ partition: 0, from: 0n, until: 12n }],
    ],
    ['of everything', { from: 'earliest' }, [{ from: 0n }, { from: 100n, gone: 0n }]],
  ])('%s', async (_, asked, expected) => {
    expect(await chooseRanges(kafka, question(asked))).toMatchObject(expected);
  });

  test.each<readonly [string, Asked, number, RegExp]>([
    ['that ends before it begins', { partition: 0, from: '9', to: '5' }, 2, /^The range is empty/],
    ['of one moment', { from: '2h', to: '2h' }, 2, /^The range is empty/],
    ['after the end', { from: 'latest' }, 2, /^The range is empty/],
    ['of offsets of nobody knows which partition', { from: '9' }, 2, /^Offsets differ from partition/],
    [
      'of no partition',
      { partition: 7, from: '9' },
      4,
      /^in has no partition 7: it has 2 partitions, from 0\.$/,
    ],
    [
      'that is gone altogether',
      { partition: 1, from: '5', to: '50' },
      4,
      /^Retention has removed all of the range: in\/1 begins at offset 100\./,
    ],
    [
      'beyond the end',
      { partition: 0, from: '500', to: '600' },
      4,
      /^There is nothing in in\/0 from offset 500 to offset 600\. It holds offsets 0 to 124\.$/,
    ],
    ['of which nothing was published', { from: '10m' }, 4, /^There is nothing in in from \S+ to latest\.$/],
  ])('%s is refused', async (_, asked, exitCode, message) => {
    await expect(chooseRanges(kafka, question(asked))).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message),
    });
  });
});

describe('a moment', () => {
  test.each(['soon', '-5', '1.5', '3 days', ''])('A bound of a range is not "%s"', (text) => {
    expect(() => moment(text)).toThrow('It must be an offset, a time');
  });
});
