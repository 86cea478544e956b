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
  it('shows the sessions it leaves alone, so that nobody takes "completed" for more than it was', () => {
    expect(kinds({ oathTokenIds: ['a'] })).toEqual(['user-sessions', 'oath-tokens']);
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

  it.each([
    { name: 'nothing to revoke', request: {}, code: 'nothing-to-revoke' },
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
});
