import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import { oathStep, Testbed, type Effect } from '#libs/testbed';
import { all, naming, Verdicts } from './support/verdicts.js';

/** Tokens of a job. */
const MOST = 100;

let testbed: Testbed;
const verdicts = new Verdicts(() => testbed);
const { tokens, events } = verdicts;

beforeAll(async () => {
  testbed = await Testbed.start('verdicts', { LANES: '2', PINGONE_MAX_TOKENS_PER_JOB: String(MOST) });
});

afterAll(() => testbed[Symbol.asyncDispose]());
afterEach(() => testbed.simulator.resetBehaviour());

const brief = ({ status, requested, revoked, remaining }: RevocationCompleted): object => ({
  status,
  requested,
  revoked,
  remaining,
});
describe('events that share a job', () => {
  it('have all of their own tokens counted when it revoked everything', async () => {
    const { outcomes, shared } = await verdicts.judged(events(10, 2));
    expect(shared).toBeGreaterThan(0);
    expect(outcomes.map(oathStep)).toEqual(
      all(10, { status: 'done', revoked: 2, gone: 2, countedBy: 'job' }),
    );
  });

  it('are counted each for itself where it left a token of one of them behind, which goes the second time', async () => {
    const lists = events(6, 2);
    const { outcomes, shared } = await verdicts.judged(lists, {
      fate: { kind: 'job', fate: 'short-count', skip: lists[3]?.slice(0, 1) ?? [] },
    });
    expect(shared).toBeGreaterThan(0);
    expect(outcomes.map(brief)).toEqual(all(6, { status: 'completed', revoked: 2, remaining: 0 }));
    expect(oathStep(outcomes[3] as RevocationCompleted)).toMatchObject({ jobIds: { length: 2 } });
  });

  it('do not know whose count it was where ids never existed, and say so instead of a number', async () => {
    const lists = events(4, 2).map((ids) => [...ids, randomUUID()]);
    const { outcomes, shared } = await verdicts.judged(lists);
    expect(shared).toBeGreaterThan(0);
    expect(outcomes.map(brief)).toEqual(
      all(4, { status: 'completed', requested: 3, revoked: null, remaining: 0 }),
    );
  });

  it('do not suffer from one bad id among a hundred good ones', async () => {
    const { users } = testbed.simulator.seed({ users: 1, oathTokensPerUser: 1 });
    const bad = users[0]?.oathTokens[0]?.id ?? '';
    const good = events(10, 5);
    // A token that is paired fails the whole job, whichever it is in, unless it may be unpaired.
    testbed.simulator.behave({ settings: { pairedWithoutForceUnpair: 'fail-job' } });
    const lists = [...good, [...tokens(48), bad]];
    const { outcomes, shared } = await verdicts.judged(lists, { data: { forceUnpair: false } });
    expect(shared).toBeGreaterThan(0);
    expect(outcomes.slice(0, 10).map(brief)).toEqual(all(10, { status: 'completed', revoked: 5 }));
    expect(oathStep(outcomes[10] as RevocationCompleted)).toMatchObject({
      status: 'partial',
      requested: 49,
      revoked: 48,
      remaining: 1,
      failure: { code: 'job-failed', message: expect.stringContaining(bad) },
    });
  });

  it('are counted each for itself where it failed half-way', async () => {
    const { outcomes } = await verdicts.judged(events(5, 2), {
      fate: { kind: 'job', fate: 'failed', reason: 'Interrupted.', afterRevoking: 3 },
    });
    expect(outcomes.map(brief)).toEqual(all(5, { status: 'completed', revoked: 2, remaining: 0 }));
  });

  it('are all done although PingOne takes fewer ids than it is given', async () => {
    testbed.simulator.behave({ settings: { maxTokenIdsPerJob: 3 } });
    const { outcomes } = await verdicts.judged([...events(3, 2), ...events(1, 11)]);
    expect(outcomes.map(brief)).toEqual([
      ...all(3, { status: 'completed', revoked: 2 }),
      ...all(1, { status: 'completed', revoked: 11 }),
    ]);
  });
});

describe('something between the service and PingOne', () => {
  it.each<[number, 'html' | 'json']>([
    [400, 'html'],
    [404, 'json'],
    [413, 'html'],
  ])('that answers everything with %i in %s for a while fails nothing', async (status, body) => {
    const effect: Effect = { kind: 'respond', status, body };
    testbed.simulator.behave({ rules: [{ name: 'gateway', forMs: 2_000, effect }] });
    const { outcomes } = await verdicts.judged(events(3, 2));
    expect(outcomes.map(oathStep)).toEqual(all(3, { status: 'done', revoked: 2, gone: 2, countedBy: 'job' }));
  });

  it.each(['gzip', 'br'] as const)('that answers in %s, unasked, changes nothing', async (coding) => {
    testbed.simulator.behave({ rules: [{ name: 'coded', effect: { kind: 'encode', coding } }] });
    const { outcomes } = await verdicts.judged(events(3, 2));
    expect(outcomes.map(oathStep)).toEqual(all(3, { status: 'done', revoked: 2, gone: 2, countedBy: 'job' }));
  });
});

describe('a job', () => {
  it.each<[string, Effect]>([
    ['that cannot be seen at first', { kind: 'job', fate: 'hidden', polls: 2 }],
    [
      'with a status that no page mentions',
      { kind: 'job', fate: 'unknown-status', status: 'COOKING', polls: 2 },
    ],
  ])('%s is polled on', async (_, effect) => {
    const { outcomes } = await verdicts.judged(events(1, 2), { fate: effect });
    expect(outcomes.map(oathStep)).toEqual(all(1, { status: 'done', revoked: 2, countedBy: 'job' }));
  });

  it.each([3, 99, -1, null])('of two tokens that counts %s has no count', async (revoked) => {
    const { outcomes } = await verdicts.judged(events(1, 2), {
      fate: { kind: 'job', fate: 'miscounted', revoked },
    });
    expect(outcomes.map(oathStep)).toEqual(all(1, { status: 'done', revoked: null, gone: 2, remaining: 0 }));
  });
});

describe('tokens', () => {
  it.each([
    ['of one lane', 0],
    ['of two lanes', 1],
  ])('that are named by two events %s are revoked once, for one of them', async (_, partition) => {
    const ids = tokens(3);
    const outcomes = await testbed.outcomesOf([naming(ids), { ...naming(ids), partition }]);
    expect(outcomes.map(oathStep)).toEqual(all(2, { status: 'done', gone: 3 }));
    const [counted, ...others] = outcomes.filter(({ revoked }) => revoked !== null);
    expect([counted?.revoked, others]).toEqual([3, []]);
    // Not 0: the other event of ours did it, and this one cannot know.
    const [other] = outcomes.filter(({ revoked }) => revoked === null);
    expect(other && oathStep(other)).toMatchObject({ countUnknownBecause: 'gone-before' });
  });

  it('that never existed are gone, and it is not said who revoked them', async () => {
    const { outcomes } = await verdicts.judged([[randomUUID(), randomUUID()]]);
    expect(outcomes.map(oathStep)).toEqual(
      all(1, { status: 'done', requested: 2, gone: 2, revoked: null, countUnknownBecause: 'gone-before' }),
    );
  });

  it('of one event beyond the maximum of a job take several', async () => {
    const { outcomes } = await verdicts.judged(events(1, 2 * MOST + 50));
    expect(oathStep(outcomes[0] as RevocationCompleted)).toMatchObject({
      status: 'done',
      requested: 250,
      revoked: 250,
      countedBy: 'job',
      jobIds: { length: 3 },
    });
  });

  it('that are hundreds with a bad one among them leave that one only', async () => {
    const { users } = testbed.simulator.seed({ users: 1, oathTokensPerUser: 1 });
    const bad = users[0]?.oathTokens[0]?.id ?? '';
    testbed.simulator.behave({ settings: { pairedWithoutForceUnpair: 'fail-job' } });
    const good = tokens(250);
    const list = [...good.slice(0, 137), bad, ...good.slice(137)];
    const { outcomes } = await verdicts.judged([list], { data: { forceUnpair: false } });
    expect(oathStep(outcomes[0] as RevocationCompleted)).toMatchObject({
      status: 'partial',
      revoked: 250,
      remaining: 1,
      failure: { code: 'job-failed' },
    });
  });

  it('that are named twice, in whatever case, are one', async () => {
    const [id = ''] = tokens(1);
    const outcome = await testbed.outcomeOf(naming([id, id.toUpperCase(), id]));
    expect(brief(outcome)).toEqual({ status: 'completed', requested: 1, revoked: 1, remaining: 0 });
  });
});
