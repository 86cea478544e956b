import { beforeEach, describe, expect, it } from '@jest/globals';

import type { PartitionBounds } from '../../../kafka/src/read/partition-bounds.js';
import { keyOf, LastingTransactions, sentenceOf } from './lasting-transactions.js';

const place = { topic: 'in', partition: 3 };
const held = (stable: bigint, end: bigint): PartitionBounds => ({ ...place, earliest: 0n, stable, end });

describe(LastingTransactions.name, () => {
  let now: number;
  let firstRecordAt: number | undefined;
  let looks: number;
  let transactions: LastingTransactions;

  beforeEach(() => {
    now = 1_800_000_000_000;
    firstRecordAt = now - 60_000;
    looks = 0;
    transactions = new LastingTransactions({
      now: () => now,
      lookAt: async ({ topic, partition, stable, end }) => {
        looks += 1;
        const place = { topic, partition, from: stable, until: end };
        return firstRecordAt === undefined ? place : { ...place, producerId: 7n, firstRecordAt };
      },
    });
  });

  const turn = (...bounds: readonly PartitionBounds[]) => {
    now += 5_000;
    return transactions.turn([place], new Map(bounds.map((each) => [keyOf(each), each])));
  };

  it('says nothing of publishers at work, whose transactions come and go', async () => {
    expect(await turn(held(10n, 14n))).toEqual([]);
    expect(await turn(held(14n, 18n))).toEqual([]);
    expect(await turn(held(18n, 18n))).toEqual([]);
    expect(looks).toBe(0);
  });

  it('tells what stays, with the time of its first record and all that has come behind it', async () => {
    await turn(held(10n, 14n));
    const lasting = {
      ...place,
      from: 10n,
      producerId: 7n,
      openSinceBy: 'first-record',
      openSince: firstRecordAt,
    };
    expect(await turn(held(10n, 20n))).toMatchObject([{ ...lasting, until: 20n }]);
    expect(await turn(held(10n, 25n))).toMatchObject([{ ...lasting, until: 25n }]);
    expect(looks).toBe(1);
  });

  it('tells since when it was seen where its first record is not shown', async () => {
    firstRecordAt = undefined;
    await turn(held(10n, 14n));
    const seenAt = now;
    const [found] = await turn(held(10n, 14n));
    expect(found).toMatchObject({ openSince: seenAt, openSinceBy: 'first-seen' });
    expect(found && sentenceOf(found)).toBe(
      'Records of in/3 from offset 10 on wait behind a transaction of their publisher, ' +
        'open since 2027-01-15T08:00:05.000Z (when it was first seen)',
    );
  });

  it('keeps what it knows while the leader does not answer, and drops it when it is over', async () => {
    await turn(held(10n, 14n));
    await turn(held(10n, 14n));
    expect(await turn()).toHaveLength(1);
    expect(await turn(held(14n, 14n))).toEqual([]);
  });

  it('drops what is not watched any more', async () => {
    await turn(held(10n, 14n));
    await transactions.turn([], new Map());
    expect(await turn(held(10n, 14n))).toEqual([]);
  });
});
