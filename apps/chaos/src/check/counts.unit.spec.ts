import { describe, expect, it } from '@jest/globals';
import type { Deletion, TokenRevocation } from '#libs/testbed';
import { checkCounts } from './counts.js';
import { anEvent, anOathStep, anOutcome } from './observed.mother.js';
import type { Observed } from './observed.js';

const deletionOf = (tokenId: string): Deletion => ({
  at: '2026-01-01T00:00:00.000Z',
  environmentId: 'environment',
  tokenId,
  serialNumber: '1',
  by: { kind: 'job', jobId: 'job' },
});
const revocationOf = (tokenSha256: string): TokenRevocation => ({
  at: '2026-01-01T00:00:00.000Z',
  environmentId: 'environment',
  clientId: 'application',
  tokenSha256,
  result: 'revoked',
  revokedAccessTokens: 1,
  revokedRefreshTokens: 0,
  correlationId: 'correlation',
});
const observed = (...pairs: readonly Pick<Observed, 'events' | 'outcomes'>[]): Observed => ({
  events: pairs.flatMap(({ events }) => events),
  outcomes: pairs.flatMap(({ outcomes }) => outcomes),
  deadLetters: [],
  strangers: [],
});
const leaver = (
  tag: string,
  tokenIds: readonly string[],
  step: Parameters<typeof anOathStep>[0],
): Pick<Observed, 'events' | 'outcomes'> => ({
  events: [anEvent(tag, { tokenIds })],
  outcomes: [anOutcome(tag, { steps: [anOathStep(step)] })],
});

describe('checkCounts', () => {
  it('finds nothing where counts are those of the deletion log', () => {
    const all = leaver('1', ['a', 'b'], { requested: 2, revoked: 2, gone: 2, remaining: 0 });
    expect(checkCounts(observed(all), [deletionOf('a'), deletionOf('b')], [])).toEqual({
      wrongCounts: [],
      inferredTwice: [],
      falseClaims: [],
    });
  });

  it('names a count that was altered', () => {
    const altered = leaver('1', ['a', 'b'], { requested: 2, revoked: 1, gone: 2, remaining: 0 });
    const { wrongCounts } = checkCounts(observed(altered), [deletionOf('a'), deletionOf('b')], []);
    expect(wrongCounts).toEqual([expect.stringMatching(/^1: told .*"revoked":1.* but PingOne deleted 2$/)]);
  });

  it('names tokens that are told to be gone and are still there', () => {
    const told = leaver('1', ['a', 'b'], { requested: 2, revoked: null, gone: 2, remaining: 0 });
    const { wrongCounts } = checkCounts(observed(told), [deletionOf('a')], []);
    expect(wrongCounts).toEqual(['event 1: told 2 gone, but only 1 are']);
  });

  describe('of a token that two events name', () => {
    const claims = (first: number | null, second: number | null, by: 'job' | 'inferred' = 'job') =>
      observed(
        leaver('1', ['a'], { requested: 1, revoked: first, gone: 1, remaining: 0, countedBy: by }),
        leaver('2', ['a'], { requested: 1, revoked: second, gone: 1, remaining: 0 }),
      );

    it.each([
      { first: 1, second: 0 },
      { first: null, second: 1 },
      { first: null, second: null },
    ])('lets one of them claim it ($first and $second)', ({ first, second }) => {
      expect(checkCounts(claims(first, second), [deletionOf('a')], []).wrongCounts).toEqual([]);
    });

    it('names both where both claim it', () => {
      const { wrongCounts } = checkCounts(claims(1, 1), [deletionOf('a')], []);
      expect(wrongCounts).toEqual(['1 and 2: told 2 revoked together, but PingOne deleted 1']);
    });

    it('only counts it where one of them said that it guesses', () => {
      const findings = checkCounts(claims(1, 1, 'inferred'), [deletionOf('a')], []);
      expect(findings).toMatchObject({
        wrongCounts: [],
        inferredTwice: ['1 and 2: told 1 (inferred) and 1 (job), but PingOne deleted 1'],
      });
    });
  });

  describe('of an event that was answered again after a loss of the ledger', () => {
    const MARK = { because: 'ledger-lost-data', acceptedAt: '2026-01-01T00:00:00.000Z' } as const;
    const answers = (first: number | null, second: number | null, [job, jobAfter] = ['before', 'after']) => {
      const step = { requested: 1, gone: 1, remaining: 0 };
      const { events, outcomes } = leaver('1', ['a'], { ...step, revoked: first, jobIds: [job ?? ''] });
      const steps = [anOathStep({ ...step, revoked: second, jobIds: [jobAfter ?? ''] })];
      return observed({
        events,
        outcomes: [...outcomes, anOutcome('1', { revision: 2, mayRepeat: MARK, steps })],
      });
    };

    it('lets one of the answers claim a token', () => {
      expect(checkCounts(answers(1, null), [deletionOf('a')], []).wrongCounts).toEqual([]);
      expect(checkCounts(answers(1, 0), [deletionOf('a')], []).wrongCounts).toEqual([]);
    });

    it('takes what both tell of the same job for one claim', () => {
      const same = answers(1, 1, ['before', 'before']);
      expect(checkCounts(same, [deletionOf('a')], []).wrongCounts).toEqual([]);
    });

    it('names it where both claim it by jobs of their own, and where PingOne deleted none', () => {
      expect(checkCounts(answers(1, 1), [deletionOf('a')], []).wrongCounts).toEqual([
        '1: told 2 revoked together, but PingOne deleted 1',
      ]);
      expect(checkCounts(answers(1, null), [], []).wrongCounts).toHaveLength(3);
    });
  });

  it('names an OAuth token that is told to be revoked and was not', () => {
    const event = anEvent('1', { topic: 'sessionTerminated' });
    const outcome = anOutcome('1', {
      steps: [
        { kind: 'oauth-token', status: 'done', tokenSha256: 'told', certainty: 'confirmed' },
        {
          kind: 'oauth-token',
          status: 'done',
          tokenSha256: 'other',
          certainty: 'confirmed',
          coveredBy: 'seen',
        },
      ],
    });
    const { falseClaims } = checkCounts(
      observed({ events: [event], outcomes: [outcome] }),
      [],
      [revocationOf('seen'), { ...revocationOf('told'), result: 'refused' }],
    );
    expect(falseClaims).toEqual(['event 1: PingOne never revoked token told']);
  });
});
