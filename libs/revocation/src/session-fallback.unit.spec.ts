import { describe, expect, it } from '@jest/globals';
import { anEvidence, aPolicy, aRequest, aRevocation } from '../test/mother.js';
import { decide } from './decide.js';
import { evolve } from './evolve.js';
import type { Fact } from './actions.js';
import { toOutcome } from './outcome.js';
import type { PresentedToken, RevocationRequest } from './plan.js';
import type { RevocationPolicy } from './policy.js';
import type { Revocation } from './revocation.js';

const SID = 'sid-1';
const evidence = anEvidence();
const unsupported = (step: number): readonly Fact[] => [
  { step, kind: 'oauth-calling' },
  { step, kind: 'oauth-unsupported', evidence },
];
const token = (sha256: string, sid?: string): PresentedToken => ({
  ...{ sha256, sealed: 's', clientId: 'app', kind: 'access' },
  ...(sid === undefined ? {} : { claims: { sid, isPlatformAudience: false } }),
});
const leaver = aRequest().event;
const sessionEnded = { ...leaver, eventType: 'session.terminated' } as const;

function play(
  asked: Partial<RevocationRequest>,
  facts: readonly Fact[],
  policy: RevocationPolicy = aPolicy(),
): Revocation {
  return facts.reduce((state, fact) => evolve(state, fact, policy), aRevocation(asked, policy));
}
const kindsOf = ({ steps }: Revocation): readonly string[] => steps.map(({ kind }) => kind);

describe('a token that PingOne does not revoke', () => {
  it('has its session ended instead, which the outcome shows', () => {
    const asked = { event: sessionEnded, tokens: [token('x', SID)] };
    const state = play(asked, unsupported(0));
    expect(decide(state, aPolicy())).toEqual([{ kind: 'end-session', step: 1, sessionId: SID }]);
    const ended: readonly Fact[] = [
      { step: 1, kind: 'session-ending' },
      { step: 1, kind: 'session-ended', evidence },
    ];
    expect(toOutcome(play(asked, [...unsupported(0), ...ended]), { completedAt: 1 })).toMatchObject({
      status: 'partial',
      failure: { code: 'token-not-revocable' },
      steps: [
        { kind: 'oauth-token', status: 'not-revocable' },
        { kind: 'session', status: 'done', sessionId: SID },
      ],
    });
  });

  it('ends its session once, however many tokens of it there are', () => {
    const state = play({ event: sessionEnded, tokens: [token('x', SID), token('y', SID)] }, [
      ...unsupported(0),
      ...unsupported(1),
    ]);
    expect(kindsOf(state)).toEqual(['oauth-token', 'oauth-token', 'session']);
  });

  it('moves no other step from its place', () => {
    const state = play({ event: leaver, tokens: [token('x', SID)], oathTokenIds: ['a'] }, unsupported(0));
    expect(kindsOf(state)).toEqual(['oauth-token', 'skipped', 'oath-tokens', 'session']);
  });

  it.each([
    ['its session is not known', { event: sessionEnded, tokens: [token('x')] }, aPolicy()],
    [
      'the event names the session',
      { event: { ...sessionEnded, sessionId: SID }, tokens: [token('x', SID)] },
      aPolicy(),
    ],
    [
      'all sessions of the user are ended',
      { event: leaver, tokens: [token('x', SID)] },
      aPolicy({ userSessions: 'end' }),
    ],
    [
      'policy leaves sessions alone',
      { event: sessionEnded, tokens: [token('x', SID)] },
      aPolicy({ tokenFallback: 'none' }),
    ],
  ])('gets no further step where %s', (_, asked, policy) => {
    const before = aRevocation(asked, policy);
    expect(kindsOf(play(asked, unsupported(0), policy))).toEqual(kindsOf(before));
  });

  it('gets none either where it was most likely we who revoked it before', () => {
    const state = play({ event: sessionEnded, tokens: [token('x', SID)] }, [
      { step: 0, kind: 'oauth-calling' },
      { step: 0, kind: 'oauth-unknown' },
      ...unsupported(0),
    ]);
    expect(kindsOf(state)).toEqual(['oauth-token']);
  });
});
