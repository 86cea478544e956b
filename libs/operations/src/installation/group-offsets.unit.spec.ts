import { describe, expect, it } from '@jest/globals';
import { encodeAskedWaits } from '#libs/pingone';
import { lanesWaits } from './group-offsets.js';

const NOW = Date.UTC(2026, 0, 1);
const SCOPE = 'list-sessions:env';
const LATER = '2026-01-01T00:10:00.000Z';

function metadata(what: string, until: string): string {
  return `ledger-end=7 remark=${encodeURIComponent(encodeAskedWaits([{ what, until }]) ?? '')}`;
}

describe('calls that wait because PingOne asked for it', () => {
  it('Calls that wait because PingOne asked for it are told once for all lanes of an instance', () => {
    const offsets = [3, 0, 3].map((lane) => ({ lane, metadata: metadata(SCOPE, LATER) }));
    expect(lanesWaits(offsets, NOW)).toEqual([{ what: SCOPE, until: LATER, lanes: [0, 3] }]);
  });

  it('Calls that wait because PingOne asked for it are told for each instance that has another time', () => {
    const offsets = [LATER, '2026-01-01T00:05:00.000Z'].map((until, lane) => ({
      lane,
      metadata: metadata(SCOPE, until),
    }));
    expect(lanesWaits(offsets, NOW).map(({ lanes }) => lanes)).toEqual([[0], [1]]);
  });

  it('Calls that wait because PingOne asked for it are not told any more when the time is over, nor where no instance has said anything', () => {
    const over = { lane: 0, metadata: metadata(SCOPE, '2025-12-31T23:59:59.000Z') };
    const silent = ['ledger-end=7', '', 'somebody else wrote this'].map((text) => ({
      lane: 0,
      metadata: text,
    }));
    expect(lanesWaits([over, ...silent], NOW)).toEqual([]);
  });
});
