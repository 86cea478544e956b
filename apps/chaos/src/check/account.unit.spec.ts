import { describe, expect, it } from '@jest/globals';
import { takeAccount } from './account.js';
import { aDeadLetter, anEvent, anOutcome } from './observed.mother.js';
import type { Observed } from './observed.js';

const right: Observed = {
  events: [
    anEvent('1', { copies: 3 }),
    anEvent('2', { expected: { kind: 'failed', code: 'invalid-event' } }),
    anEvent('3', { expected: { kind: 'dead-letter', code: 'not-json' } }),
  ],
  outcomes: [
    anOutcome('1'),
    anOutcome('2', {
      status: 'failed',
      failure: { code: 'invalid-event', message: '', retryable: false },
    }),
  ],
  deadLetters: [aDeadLetter('3', 'not-json')],
  strangers: [],
};

describe('takeAccount', () => {
  it('finds nothing where every event has its one answer', () => {
    expect(takeAccount(right, [])).toEqual({
      consumed: 5,
      outcomes: 2,
      deadLetters: 1,
      ignored: 2,
      again: 0,
      takenAway: 0,
      unsaid: [],
      missing: [],
      repeated: [],
      wrong: [],
    });
  });

  it('names an event whose outcome is not there', () => {
    const { missing } = takeAccount({ ...right, outcomes: right.outcomes.slice(1) }, []);
    expect(missing).toEqual(['event 1 (inputs/0/1)']);
  });

  it('names an event with two outcomes, also where they answer different copies of it', () => {
    const ofACopy = { ...anOutcome('1'), origin: 'inputs/2/1' };
    const { repeated } = takeAccount({ ...right, outcomes: [...right.outcomes, ofACopy] }, []);
    expect(repeated).toEqual([expect.stringContaining('event 1 (inputs/0/1)')]);
  });

  it('names an event with an outcome and a dead letter', () => {
    const deadLetters = [...right.deadLetters, aDeadLetter('1', 'not-json')];
    expect(takeAccount({ ...right, deadLetters }, [])).toMatchObject({
      repeated: [expect.stringContaining('event 1 (inputs/0/1)')],
      wrong: ['event 1 (inputs/0/1): a dead letter (not-json) instead of completed'],
    });
  });

  it.each([
    {
      what: 'an outcome of another event',
      outcomes: [anOutcome('1', { eventId: 'id-of-9' }), ...right.outcomes.slice(1)],
      wrong: 'event 1 (inputs/0/1): the outcome names event id-of-9',
    },
    {
      what: 'a failure where nothing may fail',
      outcomes: [
        anOutcome('1', {
          status: 'failed',
          failure: { code: 'job-lost', message: '', retryable: true },
        }),
        ...right.outcomes.slice(1),
      ],
      wrong: 'event 1 (inputs/0/1): failed (job-lost) instead of completed',
    },
    {
      what: 'success of an invalid event',
      outcomes: [...right.outcomes.slice(0, 1), anOutcome('2')],
      wrong: 'event 2 (inputs/0/2): completed instead of failed',
    },
    {
      what: 'an outcome of nothing',
      outcomes: [...right.outcomes, anOutcome('8')],
      wrong: 'an answer to inputs/0/8, where there is no event',
    },
  ])('calls $what wrong', ({ outcomes, wrong }) => {
    expect(takeAccount({ ...right, outcomes }, []).wrong).toEqual([wrong]);
  });

  it('excuses a failure that an injected fault must bring about, and no other', () => {
    const failed = (code: 'job-lost' | 'internal') => ({
      ...right,
      outcomes: [
        anOutcome('1', { status: 'failed' as const, failure: { code, message: '', retryable: true } }),
        ...right.outcomes.slice(1),
      ],
    });
    expect(takeAccount(failed('job-lost'), ['job-lost']).wrong).toEqual([]);
    expect(takeAccount(failed('internal'), ['job-lost']).wrong).toHaveLength(1);
  });

  it('names records that the suite did not publish', () => {
    const { consumed, wrong } = takeAccount({ ...right, strangers: ['inputs/0/7'] }, []);
    expect(consumed).toBe(6);
    expect(wrong).toEqual(['inputs/0/7 was not published by the suite']);
  });
});
