import { afterEach, describe, expect, it } from '@jest/globals';
import type { LaneCommand } from '#libs/lanes';
import type { Revocation } from '#libs/revocation';
import { eventually } from '../../../testbed/src/eventually.js';
import { fakeLane, type FakeLane } from '../../test/fake-lane.js';
import { fakePingOne } from '../../test/fake-pingone.js';
import { aPolicy, aRevocation, aToken, ONE, outcome, TWO, Works } from '../../test/fixture.js';
import type { RevocationWork } from '../revocation-work.js';
import { noTokenIndex } from '../lookups/oath-token-index.js';
import type { GuardOptions } from './guards.js';
import { ProtectedUsers } from './protected-users.js';

const THREE = '00000000-0000-4000-8000-000000000003';
const VIP = '2a9b3c53-0000-4000-8000-000000000001';
const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

const pingone = () => {
  const fake = fakePingOne(['a', 'b']);
  fake.users.set('ada', [VIP]);
  fake.users.set('bob', ['somebody else']);
  fake.users.set('twins', ['x', 'y']);
  return fake;
};
const byId = { protectedUsers: new ProtectedUsers([['userId', VIP]]) };
const byName = { protectedUsers: new ProtectedUsers([['username', 'Ada']]) };

const command = (kind: string, more: Partial<LaneCommand> = {}): LaneCommand => ({
  ...{ id: THREE, kind, at: '2026-01-01T00:00:00.000Z', by: 'ops', work: ONE },
  ...more,
});

interface Begun {
  readonly lane: FakeLane;
  readonly work: RevocationWork;
  readonly pingone: ReturnType<typeof fakePingOne>;
}

function begin(
  guards: Partial<GuardOptions>,
  fake = pingone(),
  before: { readonly ledger: ReadonlyMap<string, Revocation>; readonly note: unknown } = fakeLane(),
): Begun {
  const identifyUsers = guards.protectedUsers?.areListedById ? 'first' : 'as-needed';
  const work = works.start(fake, aPolicy({ identifyUsers }), noTokenIndex, guards);
  const lane = fakeLane(0, 1);
  work.begin(lane, before.ledger, before.note);
  return { lane, work, pingone: fake };
}

const accept = ({ work, lane }: Begun, revocation: Revocation): void =>
  work.accept(lane, revocation.id, revocation);
const held = (lane: FakeLane, id = ONE): Revocation['hold'] => lane.ledger.get(id)?.hold;
const leaver = (name: object, more: object = {}): Revocation =>
  aRevocation(ONE, { event: name, oathTokenIds: ['a'], ...more }, aPolicy({ identifyUsers: 'first' }));

describe('a protected user', () => {
  it.each([
    ['by the name of the event', byName, { username: 'ada' }],
    ['by the id of the event', byId, { userId: VIP }],
    ['by the id that PingOne has for the name of the event', byId, { username: 'ada' }],
    ['where the name fits several', byId, { username: 'twins' }],
  ])('is held %s, and nothing is changed in PingOne', async (_, guards, name) => {
    const begun = begin(guards);
    accept(begun, leaver(name));
    await eventually('held', () => held(begun.lane)?.reason === 'protected-user');
    expect(begun.pingone.jobs).toEqual([]);
    expect(begun.work.status()).toMatchObject({ open: 0, oldestReceivedAt: undefined });
    expect(begun.work.status().held.byReason).toEqual({ 'mass-deprovisioning': 0, 'protected-user': 1 });
  });

  it.each([
    ['somebody else of a name that had to be looked up', byId, { username: 'bob' }],
    ['somebody whom PingOne does not know', byId, { username: 'nobody' }],
    ['somebody else', byName, { userId: VIP }],
  ])('is not %s', async (_, guards, name) => {
    const begun = begin(guards);
    accept(begun, leaver(name));
    await eventually('settled', () => begun.lane.settled.size === 1);
    expect(outcome(begun.lane, ONE)).toMatchObject({ revoked: 1 });
  });

  it('may lose a session: that costs a new login and nothing else', async () => {
    const begun = begin(byId);
    const event = { userId: VIP, eventType: 'session.terminated' } as const;
    accept(begun, aRevocation(ONE, { event, tokens: [aToken('t')] }));
    await eventually('settled', () => begun.lane.settled.size === 1);
    expect(outcome(begun.lane, ONE)).toMatchObject({ status: 'completed' });
  });

  it('is held in a replay too', async () => {
    const begun = begin(byId);
    accept(
      begun,
      leaver({ userId: VIP }, { replay: { id: TWO, requestedAt: '2026-01-01T00:00:00.000Z', revision: 2 } }),
    );
    await eventually('held', () => held(begun.lane) !== undefined);
  });

  it('is held again where only a mass deprovisioning was approved', async () => {
    const begun = begin({ ...byId, massDeprovisioning: { limit: 1, windowMs: 60_000 } });
    accept(begun, aRevocation(TWO, { oathTokenIds: ['b'] }));
    accept(begun, leaver({ username: 'ada' }));
    await eventually('held', () => held(begun.lane)?.reason === 'mass-deprovisioning');
    expect(begun.pingone.requests.filter((request) => request.startsWith('find-users'))).toEqual([]);
    expect(begun.work.command(begun.lane, command('approve'))).toBe('done');
    await eventually('held again', () => held(begun.lane)?.reason === 'protected-user');
    expect(begun.work.command(begun.lane, command('approve'))).toBe('done');
    await eventually('settled', () => begun.lane.settled.size === 2);
    expect(outcome(begun.lane, ONE)).toMatchObject({ revoked: 1 });
  });
});

describe('what is held', () => {
  it('is carried out once it is approved, by the owner of the lane at that time', async () => {
    const first = begin(byId);
    accept(first, leaver({ userId: VIP }));
    await eventually('held', () => held(first.lane) !== undefined);
    first.lane.lose();
    first.work.end(first.lane);
    expect(first.work.status().held.oldestSince).toBeUndefined();
    const next = begin(byId, first.pingone, first.lane);
    expect(next.work.status().held.byReason['protected-user']).toBe(1);
    expect(next.work.command(next.lane, command('approve'))).toBe('done');
    expect(next.work.command(next.lane, command('approve'))).toBe('ignored');
    await eventually('settled', () => next.lane.settled.size === 1);
    expect(outcome(next.lane, ONE)).toMatchObject({
      ...{ status: 'completed', revoked: 1 },
      hold: { reason: 'protected-user', decision: 'approved', by: 'ops' },
    });
    expect(next.work.status().held.oldestSince).toBeUndefined();
    expect(next.work.command(next.lane, command('reject'))).toBe('ignored');
  });

  it.each([
    ['reject', 'rejected-by-operator'],
    ['cancel', 'cancelled-by-operator'],
  ])('ends without a call by %s, in the words of the operator', async (kind, code) => {
    const begun = begin(byId);
    accept(begun, leaver({ userId: VIP }));
    expect(begun.work.command(begun.lane, command(kind, { note: 'a mistake of HR' }))).toBe('done');
    await eventually('settled', () => begun.lane.settled.size === 1);
    expect(outcome(begun.lane, ONE)).toMatchObject({
      ...{ status: 'failed', requested: 1, revoked: 0, remaining: 1 },
      failure: { code, message: 'a mistake of HR' },
    });
    expect(begun.pingone.requests).toEqual([]);
    expect(begun.work.status().held.oldestSince).toBeUndefined();
  });

  it.each(['approve', 'reject'])('is all that %s is for', async (kind) => {
    const begun = begin({});
    begun.lane.membership = 'stale';
    accept(begun, leaver({ userId: VIP }));
    expect(begun.work.command(begun.lane, command(kind))).toBe('ignored');
    expect(begun.work.command(begun.lane, command(kind, { work: TWO }))).toBe('ignored');
    begun.lane.membership = 'fresh';
    await eventually('settled', () => begun.lane.settled.size === 1);
    expect(outcome(begun.lane, ONE)).toMatchObject({ revoked: 1 });
  });

  it('keeps tokens sealed', async () => {
    const begun = begin(byId);
    accept(begun, aRevocation(ONE, { event: { userId: VIP }, tokens: [aToken('secret-token')] }));
    await eventually('held', () => held(begun.lane) !== undefined);
    expect(JSON.stringify([...begun.lane.ledger])).not.toContain('secret-token');
  });
});

describe('more deprovisionings than the limit', () => {
  const guards = { massDeprovisioning: { limit: 1, windowMs: 60_000 } };

  it('are held, also after a restart in the middle of the window', async () => {
    const first = begin(guards);
    accept(first, aRevocation(ONE, { oathTokenIds: ['a'] }));
    await eventually('settled', () => first.lane.settled.size === 1);
    expect(first.lane.note).toMatchObject({ deprovisioned: [[expect.anything(), 1]] });
    const next = begin(guards, first.pingone, first.lane);
    accept(next, aRevocation(TWO, { oathTokenIds: ['b'] }));
    await eventually('held', () => held(next.lane, TWO) !== undefined);
    expect(held(next.lane, TWO)).toMatchObject({
      reason: 'mass-deprovisioning',
      detail: '2 within 60000 ms in 1 of 1 lanes, which let 1 through',
    });
  });

  it('are neither sessions nor what an operator replays', async () => {
    const begun = begin(guards);
    const replay = { id: THREE, requestedAt: '2026-01-01T00:00:00.000Z', revision: 1 };
    const event = { eventType: 'session.terminated' } as const;
    accept(begun, aRevocation(TWO, { event, tokens: [aToken('t')] }));
    accept(begun, { ...leaver({}), replay });
    accept(begun, aRevocation(THREE, { oathTokenIds: ['b'] }));
    await eventually('settled', () => begun.lane.settled.size === 3);
  });
});
