import { describe, expect, test } from '@jest/globals';

import type { LaneRecord } from '../ports/lane-record.js';
import { LedgerState } from '../ledger/ledger-state.js';
import { replacementFor, type ReplacementFacts } from './replacement.js';

const ID = '5c0f7f0e-6a8e-5a55-9f6e-0d6a4f3b2a10';
const facts: ReplacementFacts = {
  format: 1,
  at: '2026-03-02T17:00:00.000Z',
  by: 'ada',
  meta: { lanes: 4, inputs: { in: 4 } },
  position: 7n,
};
const settled = {
  state: 'settled',
  fingerprint: '0011223344556677',
  origin: { topic: 'in', partition: 0, offset: 3n, timestamp: 5 },
  summary: { done: true },
} as const;

/** The lane after a record that cannot be read, and its replacement. */
function repaired(key: string, value: string | null): LedgerState<unknown> {
  const state = new LedgerState<unknown>(facts.format);
  const feed = (offset: bigint, bytes: Buffer | null): void => {
    const record: LaneRecord = {
      ...{ topic: 'ledger', partition: 0, offset, timestamp: 1 },
      ...{ key: Buffer.from(key), value: bytes, headers: {} },
    };
    state.apply(record);
  };
  feed(0n, Buffer.from('{'));
  expect(() => state.refuseUnreadable()).toThrow('is not JSON');
  feed(1n, value === null ? null : Buffer.from(value));
  return state;
}

describe('the replacement of a record that cannot be read', () => {
  test.each<readonly [string, string, Partial<ReplacementFacts>, (state: LedgerState<unknown>) => unknown]>([
    ['an entry is forgotten', `entry/${ID}`, {}, ({ open, settled: { size } }) => open.size + size === 0],
    [
      'an entry whose outcome is known is settled',
      `entry/${ID}`,
      { settled },
      (state) => state.settled.get(ID)?.fingerprint === settled.fingerprint,
    ],
    [
      'a position is one that is not beyond it',
      'position/in/0',
      {},
      ({ positions }) => positions.get('position/in/0')?.next === 7n,
    ],
    ['a replay is forgotten', `replay/${ID}`, {}, ({ replays }) => replays.size === 0],
    ['the lane stands still', 'control', {}, ({ control }) => control.paused && control.by === 'ada'],
    ['the number of lanes is known', 'meta', {}, ({ meta }) => meta?.lanes === 4],
  ])('lets the lane run: %s', (_, key, more, isRight) => {
    const value = replacementFor(key, { ...facts, ...more });
    const state = repaired(key, value ?? null);
    expect(value).not.toBeUndefined();
    expect(() => state.refuseUnreadable()).not.toThrow();
    expect(isRight(state)).toBe(true);
  });

  test.each(['owner', 'later/1', ''])('is not to be written for the key "%s"', (key) => {
    expect(replacementFor(key, facts)).toBeUndefined();
  });
});
