import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { measured } from './support/measured.js';
import { Testbed } from '#libs/testbed';

describe('a job', () => {
  it('is polled ever less often before its end, the more of them have been seen', async () => {
    await using testbed = await Testbed.start('polls', { LANES: '2' });
    testbed.simulator.behave({ settings: { jobDurationMs: 1_500 } });
    for (let round = 0; round < 8; round++) {
      const { unpairedOathTokens } = testbed.simulator.seed({ unpairedOathTokens: 1 });
      const oathTokenIds = unpairedOathTokens.map(({ id }) => id);
      await testbed.outcomeOf({ data: { userId: randomUUID(), oathTokenIds } });
    }
    const polls = testbed.simulator.state.jobs().map((job) => job.polls);
    measured('polls of eight jobs of 1.5 s, one after the other', { polls: polls.join(' ') });
    expect(polls).toHaveLength(8);
    expect(polls[0]).toBeGreaterThan(2);
    expect(Math.min(...polls.slice(-3))).toBe(1);
    expect(Math.max(...polls.slice(-3))).toBeLessThanOrEqual(2);
  });
});
