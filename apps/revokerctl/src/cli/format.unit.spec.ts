import { describe, expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { count, duration, grouped, table } from './format.js';
import { timeBefore, wholeNumber } from './option-values.js';

const NOW = Date.parse('2026-03-02T17:00:00Z');

describe('words', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_400, '1.4 s'],
    [42_000, '42 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [187_200_000, '2 d 4 h'],
  ])('%i ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  test('Numbers have grouped digits, and one thing is no plural', () => {
    expect([grouped(1_234_567n), count(1, 'event'), count(2_000, 'event')]).toEqual([
      '1,234,567',
      '1 event',
      '2,000 events',
    ]);
  });

  test('A table has columns as wide as their widest cell', () => {
    const columns = [{ title: 'lane', align: 'right' }, { title: 'owner' }] as const;
    expect(
      table(columns, [
        ['1', 'ada'],
        ['12', 'bo'],
      ]),
    ).toEqual(['lane  owner', '   1  ada', '  12  bo']);
  });
});

describe('values of options', () => {
  test.each([
    ['15m', NOW - 900_000],
    ['7d', NOW - 604_800_000],
    ['2026-03-02T16:00:00Z', NOW - 3_600_000],
    ['2026-03-02T18:00:00.5+02:00', NOW - 3_599_500],
    ['2026-03-02T16:00Z', NOW - 3_600_000],
    ['2026-03-02', Date.parse('2026-03-02')],
    ['2028-02-29', Date.parse('2028-02-29')],
  ])('%s is a time', (text, at) => {
    expect(timeBefore(NOW)(text)).toBe(at);
  });

  test.each([
    ...[
      'yesterday',
      '15',
      '15x',
      '',
      '2026-13-40',
      '2026-02-30',
      '2026-02-30T10:00:00Z',
      '2026-03-02T25:00:00Z',
    ],
    ...['2026-03-02T17:00:00', '2026-03-02 17:00:00Z', '2026-03-02foo', '30000d', '99999999999999999999999d'],
  ])('%j is none', (text) => {
    expect(() => timeBefore(NOW)(text)).toThrow(InvalidArgumentError);
  });

  test.each(['-1', '1.5', '', 'x', '0', '11'])('%j is no whole number from 1 to 10', (text) => {
    expect(() => wholeNumber(1, 10)(text)).toThrow('from 1 to 10');
  });
});
