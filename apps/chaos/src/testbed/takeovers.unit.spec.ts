import { describe, expect, it } from '@jest/globals';
import type { LogLine } from './service-log.js';
import { lanesOf, movesOf, takenOverAfter, takeoversOf } from './takeovers.js';

/** Enough of an instance: that it has more than a report may hold shows where the report holds it. */
function instanceThatTook(name: string, taken: readonly (readonly [lane: number, at: number])[]) {
  const lines: readonly LogLine[] = taken.map(([lane, at]) => ({
    message: 'Lane taken',
    level: 'info',
    lane,
    at,
  }));
  return { name, log: { update: () => lines }, service: { output: 'x'.repeat(1_000) } };
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
  const takeovers = takeoversOf([victim, heir]);

  it('are told by the name of who has them now: reports are written out as JSON', () => {
    const moves = movesOf(takeovers, [0, 1], victim, 500);
    expect(JSON.parse(JSON.stringify(moves))).toEqual([
      { lane: 0, by: 's2', at: 700 },
      { lane: 1, by: 's2', at: 720 },
    ]);
  });

  it('are elsewhere when the last of them is', () => {
    expect(takenOverAfter(takeovers, [0, 1], victim, 500)).toBe(220);
    expect(takenOverAfter(takeovers, [0, 2], victim, 500)).toBeUndefined();
  });

  it('belong to the instance that took them last', () => {
    expect([lanesOf(takeovers, victim), lanesOf(takeovers, heir)]).toEqual([[1], [0, 2]]);
  });
});
