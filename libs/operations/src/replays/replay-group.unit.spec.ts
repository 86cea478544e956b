import { describe, expect, test } from '@jest/globals';
import type { LedgerChange } from '#libs/lanes';
import { LaneProjection } from '../ledger/ledger-projection.js';
import { groupOf, newGroup, progressOf, replaysIn } from './replay-group.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

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
  test('The replays of several partitions have ids of their own under one name', () => {
    const { name, ids } = newGroup(300);
    expect(new Set(ids).size).toBe(300);
    expect(ids.every((id) => UUID.test(id) && groupOf(id) === name)).toBe(true);
  });

  test('The replays of several partitions are listed together, the latest first', () => {
    const lanes = lanesWith(`${first}-000000000000`, `${first}-000000000001`, `${second}-000000000000`);
    expect([...replaysIn(lanes).keys()]).toEqual([second, first]);
  });

  test('The replays of several partitions are as far as all of them together', () => {
    const lanes = lanesWith(`${first}-000000000000`, `${first}-000000000001`);
    expect(progressOf(replaysIn(lanes).get(first) ?? [])).toMatchObject({
      status: 'running',
      read: 130,
      total: 200,
      counts: { read: 20, skipped: 18 },
    });
  });
});
