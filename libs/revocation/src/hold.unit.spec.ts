import { describe, expect, it } from '@jest/globals';
import type { Failure } from '#libs/contracts';
import { aPolicy, aRevocation } from '../test/mother.js';
import { decide } from './decide.js';
import { approve, hold, withdraw } from './decisions.js';
import type { Hold } from './hold.js';
import { toOutcome } from './outcome.js';
import type { Revocation } from './revocation.js';

const HOLD: Hold = { reason: 'protected-user', since: 5 };
const AT = '2026-01-01T00:00:00.000Z';
const policy = aPolicy({ userSessions: 'end' });
const rejection = (message: string): Failure => ({ code: 'rejected-by-operator', message, retryable: true });

/** One of each kind of step, one token of which has failed at planning already. */
const held = (): Revocation =>
  hold(
    aRevocation(
      {
        oathTokenIds: ['a', 'b'],
        tokens: [
          { sha256: 'x', clientId: 'app', sealed: 's', kind: 'refresh' },
          { sha256: 'y', kind: 'access' },
        ],
      },
      policy,
    ),
    HOLD,
  );

describe('a revocation that is held', () => {
  it('has nothing to do', () => {
    expect(decide(held(), policy)).toEqual([]);
  });

  it('is settled all the same where nothing is left to be decided', () => {
    const nothing = hold(aRevocation({ tokens: [{ sha256: 'y', kind: 'access' }] }), HOLD);
    const settled = { ...nothing, steps: nothing.steps.filter((step) => step.kind === 'oauth-token') };
    expect(decide(settled, policy)).toEqual([{ kind: 'settle' }]);
  });

  it('goes on as planned once it is approved, and remembers by whom', () => {
    const approved = approve(held(), { at: AT, by: 'ops' });
    expect(approved.hold).toBeUndefined();
    expect(approved.approved).toEqual({ reason: 'protected-user', since: 5, at: AT, by: 'ops' });
    expect(decide(approved, policy).map(({ kind }) => kind)).toEqual(['revoke-token', 'submit-oath']);
  });

  it('can be approved once: what is not held is left as it is', () => {
    const approved = approve(held(), { at: AT, by: 'ops' });
    expect(approve(approved, { at: AT, by: 'somebody else' })).toBe(approved);
  });

  it('fails with the words of the operator when it is rejected, whatever else had been missing', () => {
    const rejected = withdraw(held(), rejection('still employed'));
    expect(decide(rejected, policy)).toEqual([{ kind: 'settle' }]);
    const outcome = toOutcome(rejected, { completedAt: 9 });
    expect(outcome).toMatchObject({
      status: 'failed',
      requested: 2,
      revoked: 0,
      remaining: 2,
      failure: { code: 'rejected-by-operator', message: 'still employed' },
    });
    expect(outcome.steps.map(({ kind, status }) => [kind, status])).toEqual([
      ['oauth-token', 'rejected'],
      ['oauth-token', 'failed'],
      ['user-sessions', 'rejected'],
      ['oath-tokens', 'rejected'],
    ]);
  });

  it.each([
    ['approved', (state: Revocation) => approve(state, { at: AT, by: 'ops' })],
    ['rejected', (state: Revocation) => withdraw(state, rejection('no'), { at: AT, by: 'ops' })],
    [
      'cancelled',
      (state: Revocation) =>
        withdraw(state, { ...rejection('no'), code: 'cancelled-by-operator' }, { at: AT, by: 'ops' }),
    ],
  ])('tells in its outcome since when it was held, and by whom it was %s', (decision, decide) => {
    expect(toOutcome(decide(held()), { completedAt: 9 }).hold).toEqual({
      ...{ reason: 'protected-user', since: '1970-01-01T00:00:00.005Z', decision, decidedAt: AT, by: 'ops' },
    });
    expect(toOutcome(held(), { completedAt: 9 }).hold).toBeUndefined();
  });

  it('is rejected before anybody was looked for', () => {
    const { userId: _, ...event } = aRevocation().event;
    const unnamed = aRevocation({ event: { ...event, username: 'pat' } }, policy);
    const rejected = withdraw(hold(unnamed, HOLD), rejection('no'));
    expect(toOutcome(rejected, { completedAt: 9 })).toMatchObject({
      status: 'failed',
      failure: { code: 'rejected-by-operator' },
      steps: [{ status: 'rejected' }, { status: 'rejected' }],
    });
  });
});
