import { describe, expect, it } from '@jest/globals';
import type { RevocationCompleted } from '#libs/contracts';
import type { ObservedOutcome } from '../check/observed.js';
import { judgeLoss } from './lost-tail-answers.js';

const MARK = { because: 'ledger-lost-data', acceptedAt: '2026-03-02T17:45:00.000Z' } as const;

type Said = Partial<
  Pick<RevocationCompleted, 'revocationId' | 'revision' | 'mayRepeat' | 'eventId' | 'status'>
>;

function outcome(said: Said, { at = 10, partition = 1 } = {}): ObservedOutcome {
  const origin = { topic: 'in', partition, offset: '7' };
  const all = { revocationId: 'r', revision: 1, eventId: 'e', status: 'completed', origin, ...said };
  return {
    outcome: all as RevocationCompleted,
    origin: `in/${partition}/7`,
    place: `out/${partition}/${at}`,
    at,
  };
}

/** Lane 1 of two was cut at 100, and its loss accepted at 200. */
function judged(outcomes: readonly ObservedOutcome[], later: readonly string[] = []) {
  return judgeLoss({
    ...{ outcomes, cut: [1], lanes: 2, killedAt: 100, acceptedAt: 200 },
    later: new Set(later),
  });
}

describe('judgeLoss', () => {
  it('takes a higher revision that says why for an answer that may repeat', () => {
    expect(judged([outcome({}), outcome({ revision: 2, mayRepeat: MARK }, { at: 300 })])).toEqual({
      again: 1,
      inVain: 0,
      problems: [],
    });
  });

  it('counts what says that it may repeat, and does not', () => {
    expect(judged([outcome({ revision: 2, mayRepeat: MARK }, { at: 300 })])).toEqual({
      again: 0,
      inVain: 1,
      problems: [],
    });
  });

  it.each([
    {
      what: 'a second outcome of one name',
      outcomes: [outcome({}), outcome({ mayRepeat: MARK }, { at: 300 })],
      problem: 'a second outcome of one name',
    },
    {
      what: 'a second outcome that does not say why',
      outcomes: [outcome({}), outcome({ revision: 2 }, { at: 300 })],
      problem: 'does not say why',
    },
    {
      what: 'an answer between the loss and its acceptance',
      outcomes: [outcome({}, { at: 150 })],
      problem: 'answered by a lane whose ledger had lost data',
    },
    {
      what: 'a mark where nothing was lost',
      outcomes: [outcome({ revision: 2, mayRepeat: MARK }, { at: 300, partition: 2 })],
      problem: 'where nothing was lost',
    },
    {
      what: 'a mark on an event from after the acceptance',
      outcomes: [outcome({ eventId: 'late', revision: 2, mayRepeat: MARK }, { at: 300 })],
      problem: 'published after the loss was accepted',
    },
  ])('finds $what', ({ outcomes, problem }) => {
    expect(judged(outcomes, ['late']).problems).toEqual([expect.stringContaining(problem)]);
  });
});
