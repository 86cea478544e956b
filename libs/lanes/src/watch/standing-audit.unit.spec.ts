import { beforeEach, describe, expect, it } from '@jest/globals';

import { type LaneSource, PartitionPosition } from '../positions/partition-position.js';
import type { PartitionBounds } from '../../../kafka/src/read/partition-bounds.js';
import { StandingAudit, type AuditedLane } from './standing-audit.js';
import { sentenceOf } from './unaccounted.js';

const held = (earliest: bigint, end: bigint, topic = 'in'): PartitionBounds => ({
  topic,
  partition: 0,
  earliest,
  stable: end,
  end,
});

describe(StandingAudit.name, () => {
  /** The time of the record at each offset of the partition that is there. */
  let times: (offset: bigint) => number;
  let position: PartitionPosition;
  let ledgerEnd: bigint;
  let lane: AuditedLane;
  let audit: StandingAudit;

  beforeEach(() => {
    times = (offset) => 1_000 + Number(offset);
    position = new PartitionPosition({ next: 40n, last: { offset: 39n, timestamp: times(39n) } });
    ledgerEnd = 90n;
    const source: LaneSource = { topic: 'in', partition: 0, role: 'input', position };
    lane = {
      identity: {},
      sources: [source],
      get ledger() {
        return { topic: 'ledger', partition: 0, end: ledgerEnd };
      },
    };
    audit = new StandingAudit({
      isAnother: async (_, { offset, timestamp }) => times(offset) !== timestamp,
    });
  });

  const read = (until: bigint): void => {
    for (let offset = position.next; offset < until; offset += 1n) {
      position.account(position.track({ offset, timestamp: times(offset) }));
    }
    position.reach(until);
    position.advance();
  };

  const turn = async (bounds: PartitionBounds | undefined, ledger = held(0n, 90n, 'ledger')) => {
    const [snapshot] = audit.snapshot(lane);
    if (!snapshot) {
      throw new Error('The lane has a partition.');
    }
    const told = new Map([['ledger/0', ledger], ...(bounds ? [['in/0', bounds] as const] : [])]);
    await audit.verify(snapshot, told);
    return [...audit.judgePartition(snapshot, told), ...audit.judgeLedger(lane, told)];
  };

  it('finds nothing where a lane reads on in what it knows', async () => {
    expect(await turn(held(0n, 100n))).toEqual([]);
    read(100n);
    expect(await turn(held(30n, 120n))).toEqual([]);
    expect(await turn(undefined)).toEqual([]);
  });

  it('finds a partition that was created anew and filled past the position of a lane that stands still', async () => {
    expect(await turn(held(0n, 40n))).toEqual([]);
    times = (offset) => 9_000 + Number(offset);
    const [found] = await turn(held(0n, 133n));
    expect(found).toMatchObject({ why: 'another-log', records: 40, from: 0n, until: 40n });
  });

  it('finds it also after the lane has read on in the new one', async () => {
    await turn(held(0n, 40n));
    times = (offset) => 9_000 + Number(offset);
    read(133n);
    const [found] = await turn(held(0n, 133n));
    expect(found).toMatchObject({ why: 'another-log', from: 0n });
    read(140n);
    expect(await turn(held(0n, 140n))).toEqual([found]);
  });

  it('is content once the lane has begun the new one from its beginning', async () => {
    await turn(held(0n, 40n));
    times = (offset) => 9_000 + Number(offset);
    await turn(held(0n, 133n));
    position.restart(0n);
    expect(await turn(held(0n, 133n))).toEqual([]);
    read(133n);
    expect(await turn(held(0n, 133n))).toEqual([]);
  });

  it('finds a partition that ends before the position, once it was said twice', async () => {
    expect(await turn(held(0n, 5n))).toEqual([]);
    expect(await turn(held(0n, 5n))).toMatchObject([
      { why: 'ends-before-position', records: 5, from: 0n, until: 5n },
    ]);
    expect(await turn(held(0n, 60n))).toEqual([]);
  });

  it('finds records that were deleted before they were read, and does not forget them', async () => {
    expect(await turn(held(70n, 100n))).toMatchObject([
      { why: 'deleted-before-read', records: 30, from: 40n, until: 70n },
    ]);
    position.restart(70n);
    read(100n);
    expect(await turn(held(70n, 100n))).toMatchObject([
      { why: 'deleted-before-read', records: 30, from: 40n, until: 70n },
    ]);
  });

  it('finds a ledger that ends before what Kafka had acknowledged, also after more was written to it', async () => {
    expect(await turn(held(0n, 40n), held(0n, 80n, 'ledger'))).toEqual([]);
    ledgerEnd = 84n; // a commit that landed in what is left
    expect(await turn(held(0n, 40n), held(0n, 85n, 'ledger'))).toMatchObject([
      { topic: 'ledger', why: 'ledger-end-lost', records: 5, from: 85n, until: 90n },
    ]);
  });

  it('finds a ledger whose first records were deleted', async () => {
    await turn(held(0n, 40n), held(3n, 90n, 'ledger'));
    expect(await turn(held(0n, 40n), held(20n, 90n, 'ledger'))).toMatchObject([
      { why: 'ledger-beginning-lost', records: 17, from: 3n, until: 20n },
    ]);
  });

  it('says each with topic, partition and offsets', async () => {
    const [found] = await turn(held(70n, 100n));
    expect(found && sentenceOf(found)).toBe(
      'Records of in/0 were deleted before they were read: offsets 40 to 69, 30 at most',
    );
  });
});
