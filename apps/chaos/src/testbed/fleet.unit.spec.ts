import { describe, expect, it } from '@jest/globals';
import { Fleet } from './fleet.js';
import type { Instance } from './instance.js';

/** An instance that took lanes: all that a fleet asks of one that it did not start. */
function instanceThatTook(name: string, taken: readonly (readonly [lane: number, at: number])[]): Instance {
  const lines = taken.map(([lane, at]) => ({ message: 'Lane taken', level: 'info', lane, at }));
  return {
    name,
    log: { update: () => lines },
    service: { output: 'x'.repeat(1_000) },
  } as unknown as Instance;
}

function fleetOf(...instances: readonly Instance[]): Fleet {
  const fleet = new Fleet({ environment: {}, pingone: '' });
  fleet.all.push(...instances);
  return fleet;
}

describe('lanes that move', () => {
  const victim = instanceThatTook('s1', [
    [0, 100],
    [1, 110],
    [1, 900],
  ]);
  const heir = instanceThatTook('s2', [
    [2, 100],
    [0, 700],
    [1, 720],
  ]);
  const fleet = fleetOf(victim, heir);

  it('are told by the name of who has them now: reports are written out as JSON', () => {
    const moves = fleet.movesOf([0, 1], victim, 500);
    expect(JSON.parse(JSON.stringify(moves))).toEqual([
      { lane: 0, by: 's2', at: 700 },
      { lane: 1, by: 's2', at: 720 },
    ]);
  });

  it('are elsewhere when the last of them is', () => {
    expect(fleet.takenOverAfter([0, 1], victim, 500)).toBe(220);
    expect(fleet.takenOverAfter([0, 2], victim, 500)).toBeUndefined();
  });

  it('belong to whom took them last', () => {
    expect([fleet.lanesOf(victim), fleet.lanesOf(heir)]).toEqual([[1], [0, 2]]);
  });
});
