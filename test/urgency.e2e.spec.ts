import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Testbed, type TestEvent, eventually } from '#libs/testbed';

const LANES = 2;
const MOST_OPEN = 100;
/** More than twice of what the lanes hold: the rest is unread. */
const LEAVERS = 500;

let testbed: Testbed;

beforeAll(async () => {
  testbed = await Testbed.start('urgency', {
    LANES: String(LANES),
    MAX_OPEN_PER_LANE: String(MOST_OPEN),
    PINGONE_MAX_TOKENS_PER_JOB: '1',
    PINGONE_REQUESTS_PER_SECOND: '100',
  });
});
afterAll(() => testbed[Symbol.asyncDispose]());

describe('a compromise that is published behind leavers whom no lane has room for', () => {
  it('is read before its turn, is submitted before all that no lane had read, and each event is answered once', async () => {
    const { users } = testbed.simulator.seed({
      users: LEAVERS + 1,
      oathTokensPerUser: 1,
      sessionsPerUser: 0,
    });
    const said = users.map(({ id, oathTokens }): TestEvent => ({
      key: id,
      data: { userId: id, oathTokenIds: oathTokens.map((token) => token.id) },
    }));
    const [last, ...leavers] = said.toReversed();
    const victim = users.at(-1)?.oathTokens[0]?.id;
    if (!last) {
      throw new Error('no user was made');
    }
    const away = testbed.simulator.behave({
      rules: [{ name: 'away', operation: ['submit-oath-job'], effect: { kind: 'respond', status: 503 } }],
    });
    const answered = testbed.outcomesOf(leavers);
    const open = (): Promise<number> => testbed.service.metric('revocation_open');
    await eventually('the lanes are full', async () => (await open()) >= LANES * MOST_OPEN);
    const compromise = { ...last, id: randomUUID(), data: { ...last.data, cause: 'compromise' } };
    const outcome = testbed.outcomeOf(compromise);
    // It waits for PingOne like the others: what it is sent with is refused.
    await testbed.untilAnnounced([compromise.id]);
    away.stop();

    expect(await outcome).toMatchObject({ status: 'completed', cause: 'compromise', revoked: 1 });
    const order = testbed.simulator.state.submits().map(({ tokenIds }) => tokenIds.includes(victim ?? ''));
    expect(order.indexOf(true)).toBeGreaterThanOrEqual(0);
    expect(order.indexOf(true)).toBeLessThan(LANES * MOST_OPEN);
    expect(order.filter((isIt) => isIt)).toHaveLength(1);
    const outcomes = await answered;
    expect(new Set(outcomes.map(({ eventId }) => eventId)).size).toBe(LEAVERS);
    expect(outcomes.every(({ status, revoked }) => status === 'completed' && revoked === 1)).toBe(true);
  });
});
