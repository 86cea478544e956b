import { describe, expect, test } from '@jest/globals';
import type { LaneRecord } from '#libs/lanes';
import { readAlready, selectRecords } from './selection.policy.js';

function record(partition: number, offset: bigint, key: string | null): LaneRecord {
  const bytes = key === null ? null : Buffer.from(key);
  return { topic: 'in', partition, offset, timestamp: 0, key: bytes, value: null, headers: {} };
}

describe('records of a range are asked for', () => {
  test('Records of a range are asked for by their keys, in one command a partition, where keys tell them apart', () => {
    const wanted = [record(0, 3n, 'ada'), record(0, 9n, 'ada'), record(1, 4n, 'ada')];
    // The same key in another partition is of no matter.
    expect(selectRecords(wanted, [record(0, 5n, 'bob'), record(2, 4n, 'ada')])).toEqual([
      { topic: 'in', partition: 0, from: 3n, until: 10n, keys: ['ada'] },
      { topic: 'in', partition: 1, from: 4n, until: 5n, keys: ['ada'] },
    ]);
  });

  test.each([
    ['another record has the same key', 'ada', record(0, 5n, 'ada')],
    ['they have no key', null, record(0, 5n, 'bob')],
  ])('Records of a range are asked for by their offsets where %s', (_, key, other) => {
    expect(selectRecords([record(0, 3n, key), record(0, 4n, key), record(0, 9n, key)], [other])).toEqual([
      { topic: 'in', partition: 0, from: 3n, until: 5n },
      { topic: 'in', partition: 0, from: 9n, until: 10n },
    ]);
  });
});

describe('a range', () => {
  test.each<
    readonly [string, bigint | undefined, readonly { readonly from: bigint; readonly until: bigint }[]]
  >([
    ['ends where the lane reads on', 7n, [{ from: 3n, until: 7n }]],
    ['stays as it is where all of it was read', 10n, [{ from: 3n, until: 10n }]],
    ['stays as it is where the lane has not begun', undefined, [{ from: 3n, until: 10n }]],
    ['is left out where nothing of it was read', 3n, []],
  ])('%s', (_, position, expected) => {
    const range = { topic: 'in', partition: 0, from: 3n, until: 10n };
    expect(readAlready([range], () => position)).toMatchObject(expected);
    expect(readAlready([range], () => position)).toHaveLength(expected.length);
  });
});
