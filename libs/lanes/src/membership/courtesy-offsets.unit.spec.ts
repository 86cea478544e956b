import { describe, expect, test } from '@jest/globals';

import { CourtesyOffsets, ledgerEndOf, type CourtesyOffset } from './courtesy-offsets.js';

const lane = (next: bigint, ledgerEnd: bigint) => ({
  ledgerEnd,
  positions: [
    { topic: 'in', partition: 1, next },
    { topic: 'commands', partition: 1, next: 0n },
  ],
});

describe(CourtesyOffsets.name, () => {
  test('tells what has moved, with the end of the ledger', async () => {
    const told: (readonly CourtesyOffset[])[] = [];
    const offsets = new CourtesyOffsets(async (some) => void told.push(some));
    await offsets.tell([lane(5n, 90n)]);
    await offsets.tell([lane(5n, 90n)]);
    await offsets.tell([lane(7n, 95n)]);
    expect(told.map((some) => some.map(({ topic, offset }) => `${topic} ${offset}`))).toEqual([
      ['in 5', 'commands 0'],
      ['in 7', 'commands 0'],
    ]);
    expect(ledgerEndOf(told[1]?.[1]?.metadata ?? '')).toBe(95n);
  });

  test('what could not be told is told again', async () => {
    let attempts = 0;
    const offsets = new CourtesyOffsets(async () => {
      attempts += 1;
      if (attempts === 1) {
        throw new Error('The group is rebalancing');
      }
    });
    await offsets.tell([lane(5n, 90n)]);
    await offsets.tell([lane(5n, 90n)]);
    await offsets.tell([lane(5n, 90n)]);
    expect(attempts).toBe(2);
  });

  test('while a commit hangs, no second one is sent', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let attempts = 0;
    const offsets = new CourtesyOffsets(async () => {
      attempts += 1;
      await promise;
    });
    const first = offsets.tell([lane(5n, 90n)]);
    await offsets.tell([lane(6n, 91n)]);
    expect(attempts).toBe(1);
    resolve();
    await first;
  });

  test.each([
    ['', undefined],
    ['somebody else wrote this', undefined],
    ['ledger-end=12', 12n],
  ])('the metadata "%s" says %s', (metadata, end) => {
    expect(ledgerEndOf(metadata)).toBe(end);
  });
});
