import { describe, expect, it } from '@jest/globals';
import { PollSchedule } from './poll-schedule.js';

const FIRST_GUESS = 500;
const schedule = (): PollSchedule => new PollSchedule(() => 0.5);

describe(PollSchedule.name, () => {
  it('moves the first poll towards the time that jobs take', () => {
    const learning = schedule();
    for (let n = 0; n < 50; n++) {
      learning.learn(2, 2_000, 0);
    }
    expect(learning.delay(0)).toBeCloseTo(2_000, -1);
  });

  it('looks a little earlier where the first poll was not too early', () => {
    const learning = schedule();
    learning.learn(0, 510, 10);
    expect(learning.delay(0)).toBeLessThan(FIRST_GUESS);
  });

  it.each([
    { attempt: 0, tookMs: 9_000, lateMs: 8_500 },
    { attempt: 1, tookMs: 9_000, lateMs: 300 },
  ])(
    'learns nothing from a poll that waited for its permit: $lateMs ms late',
    ({ attempt, tookMs, lateMs }) => {
      const learning = schedule();
      for (let n = 0; n < 100; n++) {
        learning.learn(attempt, tookMs, lateMs);
      }
      expect(learning.delay(0)).toBe(FIRST_GUESS);
    },
  );
});
