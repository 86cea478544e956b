import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRevocation } from '../../test/mother.js';
import { decide } from '../decide.js';
import { evolve } from '../evolve.js';
import type { Fact } from '../actions.js';
import { toOutcome } from '../outcome.js';
import type { PresentedToken } from '../plan.js';
import type { Revocation } from '../revocation.js';

const policy = aPolicy();
const evidence = anEvidence({ operation: 'revoke-token' });

const aToken = (overrides: Partial<PresentedToken> = {}): PresentedToken => ({
  sha256: 'a'.repeat(64),
  sealed: 's1.k.x',
  clientId: 'app',
  kind: 'access',
  claims: { sid: 'sid-1', iat: 1, isPlatformAudience: false },
  ...overrides,
});
const withTokens = (...tokens: readonly PresentedToken[]): Revocation => {
  const planned = aRevocation({ tokens });
  return { ...planned, steps: planned.steps.filter(({ kind }) => kind === 'oauth-token') };
};
const play = (state: Revocation, ...facts: readonly Fact[]): Revocation =>
  facts.reduce((before, fact) => evolve(before, fact, policy), state);
const statuses = (state: Revocation): readonly string[] =>
  toOutcome(state, { completedAt: 1 }).steps.map((step) =>
    step.kind === 'oauth-token' ? `${step.status} ${step.certainty ?? step.failure?.code}` : step.status,
  );

describe('an OAuth token', () => {
  it('that PingOne took is done, confirmed, and leaves the ledger', () => {
    const state = play(
      withTokens(aToken()),
      { step: 0, kind: 'oauth-calling' },
      { step: 0, kind: 'oauth-revoked', evidence },
    );
    expect(statuses(state)).toEqual(['done confirmed']);
    expect(JSON.stringify(state)).not.toContain('s1.k.x');
  });

  it('that PingOne does not support is not revocable, with what its claims explain', () => {
    const token = aToken({ claims: { isPlatformAudience: true } });
    const state = play(withTokens(token), { step: 0, kind: 'oauth-unsupported', evidence });
    expect(statuses(state)).toEqual(['not-revocable token-not-revocable']);
    expect(toOutcome(state, { completedAt: 1 }).failure?.message).toContain('own API');
  });

  it('that is unsupported after a call of ours without an answer is done, inferred', () => {
    const state = play(
      withTokens(aToken()),
      { step: 0, kind: 'oauth-calling' },
      { step: 0, kind: 'oauth-unknown' },
      { step: 0, kind: 'oauth-calling' },
      { step: 0, kind: 'oauth-unsupported', evidence },
    );
    expect(statuses(state)).toEqual(['done inferred']);
  });

  it('covers the other tokens of its session and application, without a call', () => {
    const state = withTokens(
      aToken({ sha256: '1', kind: 'refresh' }),
      aToken({ sha256: '2' }),
      aToken({ sha256: '3', clientId: 'other' }),
    );
    expect(statuses(play(state, { step: 0, kind: 'oauth-revoked', evidence })).slice(0, 2)).toEqual([
      'done confirmed',
      'done confirmed',
    ]);
    expect(decide(play(state, { step: 0, kind: 'oauth-revoked', evidence }), policy)).toMatchObject([
      { step: 2 },
    ]);
  });

  it('is done, inferred, if an opaque token of the same application was revoked just before', () => {
    const { claims: _, ...opaque } = aToken({ sha256: '1', kind: 'refresh' });
    const state = play(
      withTokens(opaque, aToken({ sha256: '2' })),
      { step: 0, kind: 'oauth-revoked', evidence },
      { step: 1, kind: 'oauth-unsupported', evidence },
    );
    expect(statuses(state)).toEqual(['done confirmed', 'done inferred']);
  });

  it('goes refresh token first, one at a time for an application, beside those of others', () => {
    const state = withTokens(
      aToken({ sha256: 'access' }),
      aToken({ sha256: 'refresh', kind: 'refresh' }),
      aToken({ sha256: 'other', clientId: 'other' }),
    );
    expect(state.steps.map((step) => (step.kind === 'oauth-token' ? step.tokenSha256 : ''))).toEqual([
      'refresh',
      'access',
      'other',
    ]);
    expect(decide(state, policy).map((action) => ('step' in action ? action.step : -1))).toEqual([0, 2]);
  });

  it('waits for refused credentials until the deadline, counted from the first refusal', () => {
    const state = play(
      withTokens(aToken()),
      { step: 0, kind: 'oauth-refused', at: 100 },
      { step: 0, kind: 'oauth-refused', at: 900 },
    );
    expect(decide(state, policy)).toMatchObject([{ kind: 'revoke-token', until: 30_100 }]);
  });

  it.each([
    ['an outage', [{ step: 0, kind: 'oauth-not-called' }]],
    [
      'a lost answer',
      [
        { step: 0, kind: 'oauth-calling' },
        { step: 0, kind: 'oauth-unknown' },
      ],
    ],
  ] as const)('counts the deadline of refused credentials anew after %s', (_, between) => {
    const refusedAt = (at: number) => ({ step: 0, kind: 'oauth-refused', at }) as const;
    const once = play(withTokens(aToken()), refusedAt(100), ...between);
    expect(decide(once, policy)).toEqual([expect.not.objectContaining({ until: expect.anything() })]);
    const again = play(once, refusedAt(90_000));
    expect(decide(again, policy)).toMatchObject([{ kind: 'revoke-token', until: 120_000 }]);
  });

  it.each([
    { without: 'a sealing key', token: () => withoutMember(aToken(), 'sealed'), code: 'sealing-key-missing' },
    {
      without: 'an application',
      token: () => withoutMember(aToken(), 'clientId'),
      code: 'application-unknown',
    },
  ])('without $without fails at once', ({ token, code }) => {
    expect(statuses(withTokens(token()))).toEqual([`failed ${code}`]);
  });
});

function withoutMember(token: PresentedToken, member: 'sealed' | 'clientId'): PresentedToken {
  const { [member]: _, ...rest } = token;
  return rest;
}
