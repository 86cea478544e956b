import { beforeEach, describe, expect, test } from '@jest/globals';

import type { LaneRecord } from '../ports/lane-record.js';
import { encodeEntry, encodeMeta, encodePosition } from '../format/ledger-format.js';
import { entryKey, META_KEY, positionKey } from '../format/ledger-keys.js';
import { LedgerState } from './ledger-state.js';

const ID = '5c0f7f0e-6a8e-5a55-9f6e-0d6a4f3b2a10';
const common = {
  fingerprint: '0011223344556677',
  origin: { topic: 'in', partition: 3, offset: 17n, timestamp: 5 },
};
const open = (entry: object) => encodeEntry({ state: 'open', ...common, openedAt: 6, entry }, 1);
const settled = () => encodeEntry({ state: 'settled', ...common, summary: { done: true } }, 1);

describe(LedgerState.name, () => {
  let state: LedgerState<{ step: number }>;
  let next: bigint;
  const feed = (key: string, value: string | null, more: Partial<LaneRecord> = {}) => {
    state.apply({
      topic: 'ledger',
      partition: 3,
      offset: next++,
      timestamp: 1_700_000_000_000,
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: {},
      ...more,
    });
  };

  beforeEach(() => {
    state = new LedgerState(1);
    next = 100n;
  });

  test('the last record of an entry counts', () => {
    feed(entryKey(ID), open({ step: 1 }));
    feed(entryKey(ID), open({ step: 2 }));
    expect(state.open.get(ID)).toMatchObject({ entry: { step: 2 }, origin: { offset: 17n }, openedAt: 6 });
  });

  test('a settled entry is remembered by where its outcome is', () => {
    feed(entryKey(ID), open({ step: 1 }));
    feed(entryKey(ID), settled());
    expect(state.open.has(ID)).toBe(false);
    expect(state.settled.get(ID)).toEqual({ fingerprint: '0011223344556677', ledgerOffset: 101n });
  });

  test('an entry that an operator opened again is open', () => {
    feed(entryKey(ID), settled());
    feed(entryKey(ID), open({ step: 1 }));
    expect(state.open.has(ID)).toBe(true);
    expect(state.settled.get(ID)).toBeUndefined();
  });

  test('a tombstone forgets', () => {
    feed(entryKey(ID), settled());
    feed(entryKey(ID), null);
    expect(state.settled.size).toBe(0);
  });

  test('positions and the meta record are kept', () => {
    feed(META_KEY, encodeMeta({ format: 1, lanes: 8, inputs: { in: 16 } }));
    feed(positionKey('in', 3), encodePosition({ next: 18n }));
    expect(state.meta).toEqual({ format: 1, lanes: 8, inputs: { in: 16 } });
    expect(state.positions.get(positionKey('in', 3))).toEqual({ next: 18n });
  });

  test('what a later version writes beside it is left alone', () => {
    feed('later/17', 'anything');
    expect(state.records).toBe(1);
  });

  test.each([
    ['a broken entry', () => feed(entryKey(ID), '{'), 'corrupt'],
    ['a key that is no UUID', () => feed(entryKey('17'), settled()), 'corrupt'],
    ['a record that cannot be decoded', () => feed(entryKey(ID), null, { fault: 'undecodable' }), 'corrupt'],
    [
      'a ledger of a newer format',
      () => feed(META_KEY, encodeMeta({ format: 2, lanes: 8, inputs: {} })),
      'newer-format',
    ],
  ])('%s is refused, and named by its offset', (_what, apply, reason) => {
    apply();
    expect(() => state.refuseUnreadable()).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining('offset 100') }),
    );
  });

  test.each([
    ['a tombstone', null],
    ['a snapshot that can be read', settled()],
  ])('what cannot be read is of no matter once %s of its key has come', (_what, replacement) => {
    feed(entryKey(ID), '{');
    feed(entryKey(ID), replacement);
    expect(() => state.refuseUnreadable()).not.toThrow();
    expect(state.settled.size).toBe(replacement === null ? 0 : 1);
  });

  test('what came before it is of no help: it is older than what was lost', () => {
    feed(entryKey(ID), settled());
    feed(entryKey(ID), '{');
    expect(() => state.refuseUnreadable()).toThrow(`(key ${entryKey(ID)})`);
  });

  test('even a key that is no UUID is mended by a tombstone', () => {
    feed(entryKey('17'), settled());
    feed(entryKey('17'), null);
    expect(() => state.refuseUnreadable()).not.toThrow();
  });
});
