import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { measured } from './support/measured.js';
import { Testbed } from '#libs/testbed';

describe('a job', () => {
  it('is polled ever less often before its end, the more of them have been seen', async () => {
    await using testbed = await Testbed.start('polls', { LANES: '2' });
    testbed.simulator.behave({ settings: { jobDurationMs: 3_000 } });
    for (let round = 0; round < 8; round++) {
      const { unpairedOathTokens } = testbed.simulator.seed({ unpairedOathTokens: 1 });
      const oathTokenIds = unpairedOathTokens.map(({ id }) => id);
      await testbed.outcomeOf({ data: { userId: randomUUID(), oathTokenIds } });
    }
    const polls = testbed.simulator.state.jobs().map((job) => job.polls);
    measured('polls of eight jobs of 3 s, one after the other', { polls: polls.join(' ') });
    expect(polls).toHaveLength(8);
    // Each that is late by what the machine does otherwise is one less, at the first job as at the last ones.
    const lastThree = polls.slice(-3).reduce((sum, count) => sum + count, 0) / 3;
    expect(lastThree).toBeLessThanOrEqual((polls[0] ?? 0) / 2);
  });
});
