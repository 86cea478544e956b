import { describe, expect, test } from '@jest/globals';
import type { LedgerChange } from '#libs/lanes';
import { LaneProjection } from './ledger-projection.js';

type Step = 'owner' | 'corrupt' | 'repaired';

function laneAfter(...steps: readonly Step[]): LaneProjection {
  const lane = new LaneProjection(0);
  steps.forEach((step, n) => {
    const place = { lane: 0, offset: BigInt(n), timestamp: 0 };
    const change: LedgerChange =
      step === 'owner'
        ? { ...place, key: 'owner', kind: 'owner', by: 'a', producerId: '1', epoch: n }
        : step === 'corrupt'
          ? { ...place, key: 'entry/x', kind: 'unreadable', reason: 'corrupt', message: 'is not JSON' }
          : { ...place, key: 'entry/x', kind: 'forgotten', id: 'x' };
    lane.apply(change);
  });
  return lane;
}

describe('a lane', () => {
  test.each<readonly [string, boolean, readonly Step[]]>([
    ['has stopped that was taken over something corrupt', true, ['corrupt', 'owner']],
    ['may run that was taken before it', false, ['owner', 'corrupt']],
    ['has stopped until it is taken again, whatever is repaired', true, ['corrupt', 'owner', 'repaired']],
    ['may run that was taken after a repair', false, ['corrupt', 'owner', 'repaired', 'owner']],
  ])('%s', (_, hasStopped, steps) => {
    expect(laneAfter(...steps).hasStopped).toBe(hasStopped);
  });
});
