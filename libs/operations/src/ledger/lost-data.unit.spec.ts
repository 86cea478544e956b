import { describe, expect, test } from '@jest/globals';
import { LaneProjection } from './ledger-projection.js';
import { lostData } from './lost-data.js';

const place = { lane: 0, offset: 0n, key: '', timestamp: 0 };
const lost = { ...place, kind: 'lost', at: '2026-03-02T17:20:00.000Z', end: 90n, how: 'ends at 7' } as const;
const loss = { ...place, kind: 'loss', at: '2026-03-02T17:45:00.000Z', end: 90n, start: 0n } as const;
const accepted = { ...loss, revision: 2, until: {} };

function viewOf(...changes: readonly Parameters<LaneProjection['apply']>[0][]): LaneProjection {
  const view = new LaneProjection(0, 50n);
  changes.forEach((change) => view.apply(change));
  return view;
}

describe(lostData.name, () => {
  test('A ledger that is as long as it is known to be has lost nothing', () => {
    expect(lostData([viewOf()], new Map([[0, { end: 50n }]]))).toEqual([]);
  });

  test('A ledger that is shorter than it is known to be has lost data', () => {
    const [found] = lostData([viewOf()], new Map([[0, { end: 51n }]]));
    expect(found).toMatchObject({ lane: 0, end: 51n, how: 'ends at 50, and was known to reach 51' });
  });

  test('What a lane has written down counts, whatever the offsets say', () => {
    expect(lostData([viewOf(lost)], new Map())).toMatchObject([
      { end: 90n, how: expect.stringContaining('ends at 7') },
    ]);
  });

  test('What was accepted is over, and what was lost after that is not', () => {
    const view = viewOf(lost, accepted);
    expect(lostData([view], new Map([[0, { end: 90n }]]))).toEqual([]);
    expect(lostData([view], new Map([[0, { end: 60n, accepted: loss.at }]]))).toHaveLength(1);
  });
});
