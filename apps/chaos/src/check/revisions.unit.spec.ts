import { describe, expect, it } from '@jest/globals';
import { takeAccount } from './account.js';
import { aDeadLetter, anEvent, anOutcome } from './observed.mother.js';
import { highest } from './revisions.js';

const MARK = { because: 'ledger-lost-data', acceptedAt: '2026-01-01T00:00:00.000Z' } as const;
const CUT = { lane: 0, killedAt: 100, acceptedAt: 200 };
const first = anOutcome('1', { at: 50 });
const again = anOutcome('1', { at: 300, revision: 2, mayRepeat: MARK });
const event = { ...anEvent('1'), cuts: [CUT] };
const nothingElse = { deadLetters: [], strangers: [] };

describe('highest', () => {
  it('is one outcome of each revocation', () => {
    const other = anOutcome('2');
    expect(highest([first, again, other])).toEqual([again, other]);
  });
});

describe('the account of a lane whose ledger lost its end', () => {
  it('counts a higher revision that says why as an answer again', () => {
    const account = takeAccount({ events: [event], outcomes: [first, again], ...nothingElse }, []);
    expect(account).toMatchObject({ again: 1, repeated: [], wrong: [] });
  });

  it.each([
    { what: 'the same revision twice', outcomes: [first, { ...first, at: 300 }] },
    { what: 'a higher revision that does not say why', outcomes: [first, anOutcome('1', { revision: 2 })] },
    {
      what: 'more answers than losses',
      outcomes: [first, again, anOutcome('1', { at: 400, revision: 3, mayRepeat: MARK })],
    },
  ])('names $what', ({ outcomes }) => {
    const { repeated } = takeAccount({ events: [event], outcomes, ...nothingElse }, []);
    expect(repeated).toEqual([expect.stringContaining('event 1 (inputs/0/1)')]);
  });

  it('names a repeat, and a mark, where nothing was lost', () => {
    const events = [anEvent('1')];
    const account = takeAccount({ events, outcomes: [first, again], ...nothingElse }, []);
    expect(account.repeated).toHaveLength(1);
    expect(account.wrong).toEqual([expect.stringContaining('where nothing was lost')]);
  });

  it('names an answer between the loss and its acceptance', () => {
    const early = anOutcome('1', { at: 150 });
    const { wrong } = takeAccount({ events: [event], outcomes: [early], ...nothingElse }, []);
    expect(wrong).toEqual([expect.stringContaining('whose ledger had lost data')]);
  });

  it('excuses a session that is not found again, and no other failure', () => {
    const failed = (code: 'session-not-found' | 'job-lost') => ({
      events: [event],
      outcomes: [
        anOutcome('1', {
          ...{ at: 300, revision: 2, mayRepeat: MARK, status: 'failed' as const },
          failure: { code, message: '', retryable: false },
        }),
      ],
      ...nothingElse,
    });
    expect(takeAccount(failed('session-not-found'), []).wrong).toEqual([]);
    expect(takeAccount(failed('job-lost'), []).wrong).toHaveLength(1);
  });

  it('counts a second dead letter of one record, which has no revision', () => {
    const expected = { kind: 'dead-letter', code: 'not-json' } as const;
    const letter = aDeadLetter('1', 'not-json');
    const events = [{ ...anEvent('1', { expected }), cuts: [CUT] }];
    const account = takeAccount({ events, outcomes: [], deadLetters: [letter, letter], strangers: [] }, []);
    expect(account).toMatchObject({ again: 1, repeated: [], wrong: [] });
  });
});

describe('the account of records that were taken away', () => {
  it('misses no answer to what was taken away unread, if the service said so', () => {
    const events = [{ ...anEvent('1'), taken: 'said' as const }];
    expect(takeAccount({ events, outcomes: [], ...nothingElse }, [])).toMatchObject({
      ...{ takenAway: 1, missing: [], unsaid: [] },
    });
  });

  it('names what was taken away without a word, and what had been read before', () => {
    const events = [{ ...anEvent('1'), taken: 'unsaid' as const }, anEvent('2')];
    expect(takeAccount({ events, outcomes: [], ...nothingElse }, [])).toMatchObject({
      takenAway: 0,
      unsaid: [expect.stringContaining('event 1')],
      missing: [expect.stringContaining('event 2')],
    });
  });

  it('counts its one answer like any other', () => {
    const events = [{ ...anEvent('1'), taken: 'said' as const }];
    const account = takeAccount({ events, outcomes: [first], ...nothingElse }, []);
    expect(account).toMatchObject({ takenAway: 0, outcomes: 1, missing: [], repeated: [] });
  });
});
