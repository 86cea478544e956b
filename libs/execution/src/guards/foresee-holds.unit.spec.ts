import { describe, expect, it } from '@jest/globals';
import { aPolicy, aRevocation, ONE } from '../../test/fixture.js';
import { foreseeHolds, type ForeseenHold } from './foresee-holds.js';
import type { GuardOptions } from './guards.js';
import { ProtectedUsers } from './protected-users.js';

const VIP = '2a9b3c53-0000-4000-8000-000000000001';
const byId = { protectedUsers: new ProtectedUsers([['userId', VIP]]) };
const byName = { protectedUsers: new ProtectedUsers([['username', 'Ada']]) };
const many = { massDeprovisioning: { limit: 5, windowMs: 1_000 } };
const nobody = { protectedUsers: new ProtectedUsers([]) };

const foreseen = (guards: GuardOptions, event: object): readonly ForeseenHold[] =>
  foreseeHolds(aRevocation(ONE, { event, oathTokenIds: ['a'] }, aPolicy()), guards);

describe('what the guards will say of a deprovisioning', () => {
  it.each<readonly [string, GuardOptions, object, readonly string[]]>([
    ['nothing where there is no guard', nobody, { userId: VIP }, []],
    ['protected, whose name is listed', byName, { username: 'ada' }, ['protected-user certain']],
    ['protected, whose id is listed', byId, { userId: VIP }, ['protected-user certain']],
    ['protected, whatever else guards', { ...byId, ...many }, { userId: VIP }, ['protected-user certain']],
    ['nothing, of another id', byId, { userId: '00000000-0000-4000-8000-000000000009' }, []],
    ['nothing, of another name where names are listed', byName, { username: 'bob' }, []],
    ['that it takes a look, where ids are listed', byId, { username: 'bob' }, ['protected-user when-found']],
    ['that it counts', { ...nobody, ...many }, { userId: VIP }, ['mass-deprovisioning when-many']],
  ])('is %s', (_, guards, event, holds) => {
    expect(foreseen(guards, event).map(({ reason, when }) => `${reason} ${when}`)).toEqual(holds);
  });

  it('is nothing for a session that has ended, for any user', () => {
    const session = { eventType: 'session.terminated', userId: VIP };
    expect(foreseen({ ...byId, ...many }, session)).toEqual([]);
  });
});
