import { describe, expect, test } from '@jest/globals';

import type { OffsetCommit } from '#libs/kafka';

import { CommittedOffsets, ledgerBoundOf, remarkOf } from './committed-offsets.js';

const lane = (next: bigint, end: bigint) => ({
  ledger: { end, start: 0n, topicId: 'yZ-_4', clusterId: 'MkU3=' },
  positions: [
    { topic: 'in', partition: 1, next },
    { topic: 'commands', partition: 1, next: 0n },
  ],
});

describe(CommittedOffsets.name, () => {
  test('commits what has moved, with the end of the ledger', async () => {
    const told: (readonly OffsetCommit[])[] = [];
    const offsets = new CommittedOffsets(async (some) => void told.push(some));
    await offsets.commit([lane(5n, 90n)]);
    await offsets.commit([lane(5n, 90n)]);
    await offsets.commit([lane(7n, 95n)]);
    expect(told.map((some) => some.map(({ topic, offset }) => `${topic} ${offset}`))).toEqual([
      ['in 5', 'commands 0'],
      ['in 7', 'commands 0'],
    ]);
    expect(ledgerBoundOf(told[1]?.[1]?.metadata ?? '')).toEqual(lane(7n, 95n).ledger);
  });

  test('what could not be committed is committed again', async () => {
    let attempts = 0;
    const offsets = new CommittedOffsets(async () => {
      attempts += 1;
      if (attempts === 1) {
        throw new Error('The group is rebalancing');
      }
    });
    await offsets.commit([lane(5n, 90n)]);
    await offsets.commit([lane(5n, 90n)]);
    await offsets.commit([lane(5n, 90n)]);
    expect(attempts).toBe(2);
  });

  test('while a commit hangs, no second one is sent; what came meanwhile is sent after it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let attempts = 0;
    const offsets = new CommittedOffsets(async () => {
      attempts += 1;
      await promise;
    });
    const first = offsets.commit([lane(5n, 90n)]);
    await offsets.commit([lane(6n, 91n)]);
    expect(attempts).toBe(1);
    resolve();
    await first;
    expect(attempts).toBe(2);
  });

  test('tells a remark of the work with every offset, and again when it changes', async () => {
    const told: string[][] = [];
    const offsets = new CommittedOffsets(
      async (some) => void told.push(some.map(({ metadata }) => metadata)),
    );
    await offsets.commit([lane(5n, 90n)], 'waits until 12:00, ä=1');
    await offsets.commit([lane(5n, 90n)], 'waits until 12:00, ä=1');
    await offsets.commit([lane(5n, 90n)]);
    expect(told.map((some) => some.map(remarkOf))).toEqual([
      ['waits until 12:00, ä=1', 'waits until 12:00, ä=1'],
      [undefined, undefined],
    ]);
    expect(ledgerBoundOf(told[0]?.[0] ?? '')).toEqual(lane(5n, 90n).ledger);
  });

  test('leaves out a remark that brokers would refuse, and reads none that is cut', async () => {
    const told: string[] = [];
    const offsets = new CommittedOffsets(
      async (some) => void told.push(...some.map(({ metadata }) => metadata)),
    );
    await offsets.commit([lane(5n, 90n)], 'x'.repeat(3001));
    expect(told.map(remarkOf)).toEqual([undefined, undefined]);
    expect(remarkOf('ledger-end=1 remark=%E4%')).toBeUndefined();
  });

  test.each([
    ['', undefined],
    ['another program wrote this', undefined],
    ['ledger-end=', undefined],
    ['ledger-end=12', { end: 12n }],
    [
      'ledger-end=12 ledger-start=3 ledger=a cluster=b later=x',
      { end: 12n, start: 3n, topicId: 'a', clusterId: 'b' },
    ],
  ])('the metadata "%s" says %j', (metadata, bound) => {
    expect(ledgerBoundOf(metadata)).toEqual(bound);
  });
});
