import { describe, expect, it } from '@jest/globals';
import { anEvent, anOutcome } from './observed.mother.js';
import { unmentioned } from './unmentioned.js';

const session = { id: 'session', userId: 'leaver' };
const observed = (steps: object[], status: 'completed' | 'partial' | 'failed' = 'completed') => ({
  events: [anEvent('1', { userId: 'leaver' })],
  outcomes: [anOutcome('1', { status, steps: steps as never })],
  deadLetters: [],
  strangers: [],
});

describe(unmentioned.name, () => {
  it('names a session that is alive and that the outcome does not mention', () => {
    expect(unmentioned(observed([{ kind: 'user-sessions', status: 'done' }]), [session])).toHaveLength(1);
  });

  it('accepts a session that the outcome says is left', () => {
    const left = [{ kind: 'user-sessions', status: 'partial', left: 1, leftBecause: 'signed-in-again' }];
    expect(unmentioned(observed(left, 'partial'), [session])).toEqual([]);
  });

  it('accepts a session of an event that has failed, and sessions of other people', () => {
    expect(unmentioned(observed([], 'failed'), [session])).toEqual([]);
    expect(unmentioned(observed([]), [{ id: 'session', userId: 'colleague' }])).toEqual([]);
  });
});
