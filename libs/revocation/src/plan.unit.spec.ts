import { describe, expect, it } from '@jest/globals';
import { aPolicy, aRequest, ENVIRONMENT } from '../test/mother.js';
import { toOutcome } from './outcome.js';
import { planRevocation, type RevocationRequest } from './plan.js';

const policy = aPolicy({ maxTokensPerJob: 2 });
const kinds = (request: Partial<RevocationRequest>): readonly string[] =>
  planRevocation(aRequest(request), policy)
    .open('r')
    .steps.map(({ kind }) => kind);

describe(planRevocation.name, () => {
  it('shows the sessions that it leaves alone, so that "completed" is not taken for more than it was', () => {
    expect(kinds({ oathTokenIds: ['a'] })).toEqual(['skipped', 'oath-tokens']);
  });

  it('cuts OATH tokens into groups of a job', () => {
    const planned = planRevocation(aRequest({ oathTokenIds: ['a', 'b', 'c', 'd', 'e'] }), policy).open('r');
    expect(planned.steps.at(-1)).toMatchObject({
      requested: 5,
      phase: { group: { tokenIds: ['a', 'b'] } },
      waiting: [{ tokenIds: ['c', 'd'] }, { tokenIds: ['e'] }],
    });
  });

  it('leaves the OATH tokens of a person on leave, and says so', () => {
    const { event } = aRequest();
    const planned = planRevocation(
      aRequest({ oathTokenIds: ['a'], event: { ...event, cause: 'leave' } }),
      policy,
    );
    expect(toOutcome(planned.open('r'), { completedAt: 1 })).toMatchObject({
      status: 'completed',
      steps: [
        { kind: 'user-sessions', status: 'skipped' },
        { kind: 'oath-tokens', status: 'skipped', revoked: 0 },
      ],
    });
  });

  it('says how many tokens a person on leave keeps, also where owners would be checked', () => {
    const event = { ...aRequest().event, cause: 'leave' };
    const planned = planRevocation(
      aRequest({ oathTokenIds: ['a', 'b'], event }),
      aPolicy({ tokenOwners: 'check' }),
    );
    expect(planned.open('r').steps.at(-1)).toMatchObject({ what: { kind: 'oath-tokens', requested: 2 } });
  });

  it.each([
    {
      name: 'nothing to revoke',
      request: { event: { ...aRequest().event, eventType: 'session.terminated' as const } },
      code: 'nothing-to-revoke',
    },
    {
      name: 'an environment that is not allowed',
      request: { event: { ...aRequest().event, environmentId: 'other' }, oathTokenIds: ['a'] },
      code: 'environment-not-allowed',
    },
    {
      name: 'a token of another environment',
      request: {
        tokens: [
          {
            sha256: 'x',
            sealed: 's',
            clientId: 'app',
            kind: 'access' as const,
            claims: { environmentId: 'other', isPlatformAudience: false },
          },
        ],
      },
      code: 'token-issuer-mismatch',
    },
  ])('refuses $name', ({ request, code }) => {
    const planned = planRevocation(aRequest(request), policy);
    if (planned.kind !== 'refused') {
      throw new Error('expected a refusal');
    }
    expect(planned.failure.code).toBe(code);
    expect(toOutcome(planned.open('r'), { completedAt: 1, failure: planned.failure })).toMatchObject({
      status: 'failed',
      failure: { code },
    });
  });

  it('accepts a token of the same environment', () => {
    const claims = { environmentId: ENVIRONMENT, isPlatformAudience: false };
    const tokens = [{ sha256: 'x', sealed: 's', clientId: 'app', kind: 'access' as const, claims }];
    expect(planRevocation(aRequest({ tokens }), policy).kind).toBe('plan');
  });

  it('ends the session that an event names, after its tokens', () => {
    const event = { ...aRequest().event, eventType: 'session.terminated' as const, sessionId: 'sid-1' };
    expect(kinds({ event })).toEqual(['session']);
  });

  const { userId: _, ...nameless } = aRequest().event;
  it.each([
    ['its id', aRequest().event, ['user-sessions', 'oath-tokens']],
    ['a username', { ...nameless, username: 'ada' }, ['find-user', 'user-sessions', 'oath-tokens']],
    ['an externalId', { ...nameless, externalId: 'hr-7' }, ['find-user', 'user-sessions', 'oath-tokens']],
  ])('looks a user up who is named by %s, where that is needed', (_name, event, expected) => {
    const planned = planRevocation(aRequest({ event }), aPolicy({ userSessions: 'end' })).open('r');
    expect(planned.steps.map(({ kind }) => kind)).toEqual(expected);
  });

  it.each([
    ['the user', {}, { by: 'user' }],
    ['serial numbers', { serialNumbers: ['S1'] }, { by: 'serial-numbers', serialNumbers: ['S1'] }],
    [
      'serial numbers and ids together',
      { serialNumbers: ['S1'], oathTokenIds: ['a'] },
      { by: 'serial-numbers', serialNumbers: ['S1'], tokenIds: ['a'] },
    ],
  ])('finds OATH tokens by %s', (_name, request, search) => {
    const planned = planRevocation(aRequest(request), policy).open('r');
    expect(planned.steps.at(-1)).toMatchObject({ requested: null, phase: { at: 'finding', search } });
  });

  it('checks the owners of tokens before it revokes them, where that is asked for', () => {
    const planned = planRevocation(aRequest({ oathTokenIds: ['a'] }), aPolicy({ tokenOwners: 'check' }));
    expect(planned.open('r').steps.at(-1)).toMatchObject({
      phase: { search: { by: 'token-ids', tokenIds: ['a'] } },
    });
  });
});
