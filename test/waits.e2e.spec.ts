import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandLine } from '../apps/revokerctl/test/command-line.js';
import { eventually, Testbed, type TestEvent } from '#libs/testbed';

let testbed: Testbed;
beforeEach(async () => {
  testbed = await Testbed.start('waits', { LANES: '2' });
});
afterEach(() => testbed[Symbol.asyncDispose]());

function leavers(count: number): readonly TestEvent[] {
  const { users } = testbed.simulator.seed({ users: count, oathTokensPerUser: 1, sessionsPerUser: 1 });
  return users.map(({ id: userId, oathTokens }) => {
    return { key: userId, data: { userId, oathTokenIds: oathTokens.map(({ id }) => id) } };
  });
}

const total = (): number => testbed.simulator.state.requests().requests;

describe('a Retry-After of an hour', () => {
  it('silences only what it was said of, and operators are told until when and why', async () => {
    testbed.simulator.behave({
      rules: [
        {
          name: 'quota',
          operation: ['submit-oath-job'],
          effect: { kind: 'respond', status: 429, retryAfterSeconds: 3600 },
        },
      ],
    });
    const [leaver] = leavers(1);
    const userId = leaver?.key ?? '';
    const late = testbed.outcomesOf(leaver ? [leaver] : []);
    await eventually('the job was refused', () => testbed.requests('submit-oath-job') > 0);
    const { users } = testbed.simulator.seed({ users: 20, oathTokensPerUser: 0, sessionsPerUser: 1 });
    const sessions = users.map(({ sessions: [session] }): TestEvent => {
      return { topic: 'sessionTerminated', data: { sessionId: session?.id } };
    });
    const outcomes = await testbed.outcomesOf(sessions);
    expect(outcomes.map(({ status }) => status)).toEqual(sessions.map(() => 'completed'));
    expect(testbed.requests('submit-oath-job')).toBe(1);

    const scope = `submit-oath-job:${testbed.simulator.environmentId}`;
    const { body } = await testbed.service.health('ready');
    expect(body).toContain('"reason":"rate-limited"');
    expect(body).toContain('"askedUntil"');
    const ctl = (...args: readonly string[]): ReturnType<typeof commandLine> =>
      commandLine(args, { env: testbed.environment, now: Date.now });
    const says = new RegExp(`${scope}.* waits until .* because PingOne asked for it`);
    let shown = '';
    await eventually(
      () => `an instance has told it with its offsets; status was\n${shown}`,
      async () => {
        const { out, err } = await ctl('status');
        shown = out + err;
        return says.test(out);
      },
    );
    expect((await ctl('find', userId)).out).toMatch(says);

    testbed.simulator.resetBehaviour();
    expect(await late).toMatchObject([{ status: 'completed' }]);
    await eventually('nothing waits any more', async () => !says.test((await ctl('status')).out));
  });
});

describe('after a time in which every credential is refused', () => {
  it('all is carried out, for a tenth of a request for each event that waited', async () => {
    const waiting = leavers(300);
    testbed.simulator.behave({ rules: [{ name: 'refused', effect: { kind: 'respond', status: 401 } }] });
    const began = performance.now();
    const outcomes = testbed.outcomesOf(waiting);
    await eventually('it was probed several times', () => total() >= 8);
    await eventually('all events wait', async () =>
      /^revocation_open 300$/m.test(await testbed.service.metrics()),
    );
    const refused = total();
    const seconds = (performance.now() - began) / 1_000;
    testbed.simulator.resetBehaviour();
    expect((await outcomes).every(({ status }) => status === 'completed')).toBe(true);
    // Probes are more than a second apart: of a machine that takes long to read the events there are more.
    expect(refused).toBeLessThanOrEqual(Math.max(waiting.length / 10, seconds));
  });
});
