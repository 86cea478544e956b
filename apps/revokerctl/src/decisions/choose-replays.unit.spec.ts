import { describe, expect, test } from '@jest/globals';
import type { LedgerChange } from '#libs/lanes';
import { LaneProjection } from '#libs/operations';
import { chooseReplays } from './choose-replays.js';

function lanesWith(...ids: readonly string[]): readonly LaneProjection[] {
  const lane = new LaneProjection(0);
  ids.forEach((id, n) => {
    const at = `2026-03-0${n + 1}T00:00:00.000Z`;
    const range = { topic: 'in', partition: n, from: 100n, until: 200n, mode: 'missing' } as const;
    const change: LedgerChange = {
      ...{ lane: 0, offset: BigInt(n), timestamp: 0, key: `replay/${id}`, kind: 'replay' },
      command: { id, at, kind: 'replay', ...range },
      status: n === 0 ? 'running' : 'done',
      next: n === 0 ? 130n : 200n,
      counts: { read: 10, skipped: 9, opened: 1, republished: 0, unreadable: 0, expired: 0 },
    };
    lane.apply(change);
  });
  return [lane];
}

const [first, second] = ['aaaaaaaa-0000-4000-8000', 'aaaabbbb-0000-4000-8000'];

describe('the replays of several partitions', () => {
  test.each([
    ['its name', first, 2],
    ['the beginning of it', 'aaaaaa', 2],
    ['the id of one command', `${first}-000000000001`, 1],
  ])('The replays of several partitions are meant by %s', (_, text, count) => {
    const lanes = lanesWith(`${first}-000000000000`, `${first}-000000000001`, `${second}-000000000000`);
    expect(chooseReplays(lanes, text)).toHaveLength(count);
  });

  test.each([
    ['what no replay begins with', 'ffff', 4],
    ['what may be anything', 'aaa', 4],
    ['what begins two of them', 'aaaa', 2],
  ])('The replays of several partitions are not meant by %s', (_, text, exitCode) => {
    const lanes = lanesWith(`${first}-000000000000`, `${second}-000000000000`);
    expect(() => chooseReplays(lanes, text)).toThrow(expect.objectContaining({ exitCode }));
  });
});
