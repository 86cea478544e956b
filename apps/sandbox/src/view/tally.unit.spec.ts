import { describe, expect, it } from '@jest/globals';
import { aDeadLetter, anAnswer } from '../../test/answers.js';
import { answered, EMPTY_TALLY, exposureOf, published, type Tally } from './tally.js';

const after = (...answers: readonly Parameters<typeof answered>[1][]): Tally =>
  answers.reduce(answered, EMPTY_TALLY);

describe('the tally', () => {
  it('counts records published, and answers by what they are', () => {
    const tally = published(after(anAnswer(), anAnswer({ status: 'failed' }), aDeadLetter()), 4);
    expect(tally).toMatchObject({
      published: 4,
      outcomes: { completed: 1, partial: 0, failed: 1 },
      deadLetters: 1,
    });
  });

  it('measures the exposure of access that was ended, not of events that were refused', () => {
    const tally = after(
      anAnswer({ exposureMs: 300 }),
      anAnswer({ exposureMs: 100 }),
      anAnswer({ status: 'partial', exposureMs: 200 }),
      anAnswer({ exposureMs: 400 }),
      anAnswer({ exposureMs: null }),
      anAnswer({ status: 'failed', exposureMs: 5_000_000 }),
    );
    expect(exposureOf(tally)).toEqual({ p50Ms: 200, maxMs: 400 });
  });

  it('forgets exposures of long ago', () => {
    const old = answered(EMPTY_TALLY, anAnswer({ exposureMs: 9_999 }));
    const now = Array.from({ length: 1_000 }).reduce<Tally>(
      (tally) => answered(tally, anAnswer({ exposureMs: 1 })),
      old,
    );
    expect(exposureOf(now)).toEqual({ p50Ms: 1, maxMs: 1 });
  });

  it('has no exposure to tell at first', () => {
    expect(exposureOf(EMPTY_TALLY)).toBeUndefined();
  });
});
