import { describe, expect, test } from '@jest/globals';

import type { LaneRecord } from '../ports/lane-record.js';
import { encodeEntry, encodeMeta, encodePosition } from './ledger-format.js';
import { decodeLedgerRecord } from './ledger-record.js';

const ID = '00000000-0000-4000-8000-000000000001';
const FORMAT = 1;
const newerMeta = encodeMeta({ format: FORMAT + 1, lanes: 4, inputs: {} });
const origin = { topic: 'in', partition: 3, offset: 42n, timestamp: 5 };
const place = { lane: 3, offset: 7n, timestamp: 9 };

function record(key: string | null, value: string | null, more: Partial<LaneRecord> = {}): LaneRecord {
  return {
    topic: 'ledger',
    partition: 3,
    offset: 7n,
    timestamp: 9,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: {},
    ...more,
  };
}

describe('who only looks at a ledger', () => {
  test('sees entries as the lane wrote them', () => {
    const open = { state: 'open', fingerprint: 'f', origin, openedAt: 1, entry: { step: 1 } } as const;
    expect(decodeLedgerRecord(record(`entry/${ID}`, encodeEntry(open, FORMAT)), FORMAT)).toEqual({
      ...place,
      key: `entry/${ID}`,
      ...open,
      kind: 'entry',
      id: ID,
    });
  });

  test('sees what has been forgotten', () => {
    expect(decodeLedgerRecord(record(`entry/${ID}`, null), FORMAT)).toEqual({
      ...place,
      key: `entry/${ID}`,
      kind: 'forgotten',
      id: ID,
    });
    expect(decodeLedgerRecord(record(`replay/${ID}`, null), FORMAT)).toEqual({
      ...place,
      key: `replay/${ID}`,
      kind: 'forgotten-replay',
      id: ID,
    });
  });

  test('sees positions', () => {
    expect(decodeLedgerRecord(record('position/in/3', encodePosition({ next: 43n })), FORMAT)).toEqual({
      ...place,
      key: 'position/in/3',
      kind: 'position',
      topic: 'in',
      partition: 3,
      next: 43n,
    });
  });

  test('passes a key of a later version by', () => {
    expect(decodeLedgerRecord(record('later/1', 'anything'), FORMAT)).toBeUndefined();
  });

  test.each([
    ['damaged', record(`entry/${ID}`, '{'), 'corrupt'],
    ['whose key is no UUID', record('entry/17', '{}'), 'corrupt'],
    ['of a newer envelope', record(`entry/${ID}`, '{"v":2}'), 'newer-format'],
    ['of a newer format', record(`entry/${ID}`, '{"v":1,"format":2}'), 'newer-format'],
    ['that says that the ledger is newer', record('meta', newerMeta), 'newer-format'],
    ['without a key', record(null, '{}'), 'corrupt'],
    ['that cannot be decompressed', record('meta', null, { fault: 'undecodable' }), 'corrupt'],
    ['that must not be deleted', record('meta', null), 'corrupt'],
  ])('is told of a record %s, and goes on', (_, broken, reason) => {
    expect(decodeLedgerRecord(broken, FORMAT)).toMatchObject({ ...place, kind: 'unreadable', reason });
  });
});
