import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  decodeEntry,
  decodeLoss,
  decodeLost,
  decodeMeta,
  decodeOwner,
  decodePosition,
  UnreadableValue,
} from './ledger-decode.js';
import {
  encodeEntry,
  encodeLoss,
  encodeLost,
  encodeMeta,
  encodeOwner,
  encodePosition,
} from './ledger-format.js';
import { entryKey, META_KEY, OWNER_KEY, parseLedgerKey, positionKey } from './ledger-keys.js';

const offsets = fc.bigInt({ min: 0n, max: 2n ** 62n });
const origins = fc.record({
  topic: fc.constantFrom('user.deprovisioned', 'session.terminated'),
  partition: fc.nat(),
  offset: offsets,
  timestamp: fc.nat(),
});

describe('the format of the ledger', () => {
  test('open and settled entries come back as they were', () => {
    const common = { fingerprint: fc.constant('0011223344556677'), origin: origins };
    const entries = fc.oneof(
      fc.record({ state: fc.constant('open' as const), ...common, openedAt: fc.nat(), entry: fc.object() }),
      fc.record({ state: fc.constant('settled' as const), ...common, summary: fc.object() }),
    );
    fc.assert(
      fc.property(entries, (entry) => {
        const json: unknown = JSON.parse(JSON.stringify('entry' in entry ? entry.entry : entry.summary));
        const decoded = decodeEntry(Buffer.from(encodeEntry(entry, 3)), 3);
        expect(decoded).toEqual('entry' in entry ? { ...entry, entry: json } : { ...entry, summary: json });
      }),
    );
  });

  test('positions, the owner and the meta record come back as they were', () => {
    const topicIds = fc.constantFrom(undefined, '8sHnXy2NQzmL0Jt4dJfA2g');
    const last = fc.option(fc.record({ offset: offsets, timestamp: fc.nat() }), { nil: undefined });
    fc.assert(
      fc.property(offsets, last, topicIds, (next, before, topicId) => {
        const position = { next, ...(before && { last: before }), ...(topicId && { topicId }) };
        expect(decodePosition(Buffer.from(encodePosition(position)))).toEqual(position);
      }),
    );
    const owner = { by: 'revoker@host:12', producerId: '4000', epoch: 7 };
    expect(decodeOwner(Buffer.from(encodeOwner(owner)))).toEqual(owner);
    const meta = { format: 2, lanes: 8, inputs: { 'user.deprovisioned': 3 }, cluster: 'MkU3' };
    expect(decodeMeta(Buffer.from(encodeMeta(meta)), meta.format)).toEqual(meta);
  });

  test('that data was lost, and that this was accepted, comes back as it was', () => {
    const lost = { at: '2026-03-02T17:00:00.000Z', end: 11_428n, how: 'ends at 7' };
    expect(decodeLost(Buffer.from(encodeLost(lost)))).toEqual(lost);
    const loss = { at: lost.at, end: 11_428n, start: 0n, revision: 3, until: { 'in/1': 2n ** 60n } };
    expect(decodeLoss(Buffer.from(encodeLoss(loss)))).toEqual(loss);
    expect(decodeLoss(Buffer.from(encodeLoss({ ...loss, by: 'ada' })))).toEqual({ ...loss, by: 'ada' });
  });

  const open =
    '{"v":1,"format":1,"state":"open","fingerprint":"00","origin":["t",0,"1",5],"openedAt":1,"entry":{}}';
  test.each([
    ['no JSON', 'not json', 'corrupt'],
    ['an array', '[]', 'corrupt'],
    ['no version', open.replace('"v":1,', ''), 'corrupt'],
    ['an unknown state', open.replace('"open"', '"ajar"'), 'corrupt'],
    ['an offset that is a number', open.replace('"1",5', '1,5'), 'corrupt'],
    ['a newer envelope', open.replace('"v":1', '"v":2'), 'newer-format'],
    ['a newer format of entries', open.replace('"format":1', '"format":2'), 'newer-format'],
  ])('an entry with %s is refused', (_what, value, reason) => {
    expect(() => decodeEntry(Buffer.from(value), 1)).toThrow(expect.objectContaining({ reason }));
    expect(() => decodeEntry(Buffer.from(value), 1)).toThrow(UnreadableValue);
  });

  test('an entry of an older format is read', () => {
    expect(decodeEntry(Buffer.from(open), 2)).toMatchObject({ state: 'open' });
  });

  test.each([
    [OWNER_KEY, { kind: 'owner' }],
    [META_KEY, { kind: 'meta' }],
    [positionKey('user.deprovisioned', 12), { kind: 'position', topic: 'user.deprovisioned', partition: 12 }],
    [entryKey('5c0f…'), { kind: 'entry', id: '5c0f…' }],
    ['position/t', { kind: 'unknown' }],
    ['position/t/x', { kind: 'unknown' }],
    ['later/1', { kind: 'unknown' }],
    ['replay/1', { kind: 'replay', id: '1' }],
    ['control', { kind: 'control' }],
  ])('the key %s is told apart', (key, parsed) => {
    expect(parseLedgerKey(key)).toEqual(parsed);
  });
});
