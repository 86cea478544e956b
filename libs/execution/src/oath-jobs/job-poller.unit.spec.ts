import { describe, expect, it } from '@jest/globals';
import type { OathJob } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { fakeLane } from '../../test/fake-lane.js';
import { fakePingOne } from '../../test/fake-pingone.js';
import { aRevocation, ONE } from '../../test/fixture.js';
import { ActiveRevocation } from '../in-progress/active-revocation.js';
import { JobPoller } from './job-poller.js';

const HOUR = 3_600_000;
const START = 1_700_000_000_000;

/** A job that is polled `statuses.length` times; the wall clock is `wall(poll)` once that poll has been answered. */
async function poll(
  statuses: readonly OathJob['status'][],
  { wall, submittedAt = START }: { readonly wall: (poll: number) => number; readonly submittedAt?: number },
): Promise<Fact> {
  let polls = 0;
  const pingone = fakePingOne();
  pingone.answers['read-oath-job'] = async () => {
    const status = statuses[polls] ?? 'PENDING';
    polls += 1;
    const evidence = { operation: 'read-oath-job', at: '2026-01-01T00:00:00.000Z', transactionId: ONE };
    return { kind: 'ok', value: { id: 'job', status, revoked: 1 }, evidence };
  };
  const stopped = new AbortController();
  const poller = new JobPoller({
    pingone,
    notFoundGraceMs: 10_000,
    signal: stopped.signal,
    now: () => wall(polls),
    steady: () => performance.now(),
    random: () => 0,
  });
  const group = { tokenIds: ['a'], sharing: 'shared', attempts: 0, inDoubt: false } as const;
  const fact = await poller.execute(
    new ActiveRevocation(fakeLane(), aRevocation(ONE, { oathTokenIds: ['a'] })),
    {
      kind: 'poll-oath',
      step: 0,
      group,
      jobId: 'job',
      jobTotal: 1,
      submittedAt,
      deadline: submittedAt + HOUR,
    },
  );
  stopped.abort();
  return fact;
}

describe('The deadline of a job', () => {
  it('is not reached because the wall clock is set forward while the job runs', async () => {
    const { kind } = await poll(['PENDING', 'DONE'], {
      wall: (polls) => START + (polls > 0 ? 10 * HOUR : 0),
    });
    expect(kind).toBe('oath-job-done');
  });

  it('does not put the next poll off when the wall clock is set back while the job runs', async () => {
    const { kind } = await poll(['PENDING', 'DONE'], {
      wall: (polls) => START - (polls > 0 ? 10 * HOUR : 0),
    });
    expect(kind).toBe('oath-job-done');
  });

  it('does not put the first poll off when the submit has a time that is still to come here', async () => {
    const { kind } = await poll(['DONE'], { wall: () => START, submittedAt: START + HOUR });
    expect(kind).toBe('oath-job-done');
  });

  it('ends the wait for a job that an earlier owner of the lane submitted long ago', async () => {
    const { kind } = await poll(['PENDING'], { wall: () => START + 2 * HOUR });
    expect(kind).toBe('oath-job-overdue');
  });
});
