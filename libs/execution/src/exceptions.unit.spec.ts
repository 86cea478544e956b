import { afterEach, describe, expect, it } from '@jest/globals';
import { EntryTooLargeError } from '#libs/lanes';
import type { Operation, Permit } from '#libs/pingone';
import { MOST_INTERNAL_ERRORS, type Action, type Revocation } from '#libs/revocation';
import { fakeLane, type FakeLane } from '../test/fake-lane.js';
import { fakePingOne, type FakePingOne } from '../test/fake-pingone.js';
import { eventually } from '../../testbed/src/eventually.js';
import { aPolicy, aRevocation, aToken, ONE, outcome, TWO, Works } from '../test/fixture.js';

const works = new Works();
afterEach(() => {
  works.stop();
  works.errors.length = 0;
});

const policy = aPolicy({ userSessions: 'end', verify: 'always' });
/** Without sessions, for events that name no user. */
const quiet = aPolicy({ verify: 'always' });
const ENDED = { eventType: 'session.terminated' } as const;

const of = {
  name: () => aRevocation(ONE, { event: { username: 'ada' } }, policy),
  user: () => aRevocation(ONE, { event: { userId: 'u1' } }, policy),
  tokens: () => aRevocation(ONE, { oathTokenIds: ['a', 'b'] }, quiet),
  session: () => aRevocation(ONE, { event: { ...ENDED, sessionId: 's1' } }, policy),
  oauthToken: () => aRevocation(ONE, { event: ENDED, tokens: [aToken('secret')] }, policy),
} satisfies Record<string, () => Revocation>;

/** What carries an action out asks PingOne this; `from`: earlier calls of it belong to another action. */
const ACTIONS: readonly [
  Exclude<Action['kind'], 'settle'>,
  Operation,
  () => Revocation,
  { from?: number; givenUp: object },
][] = [
  ['find-user', 'find-users', of.name, { givenUp: { status: 'failed', requested: null } }],
  ['find-oath-tokens', 'list-devices', of.user, { givenUp: { status: 'partial', requested: null } }],
  ['find-oath-tokens', 'find-oath-token', of.user, { givenUp: { status: 'partial', requested: null } }],
  ['list-sessions', 'list-sessions', of.user, { givenUp: { status: 'partial', requested: 1, revoked: 1 } }],
  [
    'end-user-sessions',
    'end-user-session',
    of.user,
    { givenUp: { status: 'partial', requested: 1, revoked: 1 } },
  ],
  ['verify-user-sessions', 'list-sessions', of.user, { from: 1, givenUp: { status: 'completed' } }],
  ['end-session', 'end-session', of.session, { givenUp: { status: 'failed' } }],
  ['verify-session', 'end-session', of.session, { from: 1, givenUp: { status: 'completed' } }],
  [
    'submit-oath',
    'submit-oath-job',
    of.tokens,
    { givenUp: { status: 'failed', revoked: null, remaining: 0 } },
  ],
  ['poll-oath', 'read-oath-job', of.tokens, { givenUp: { status: 'failed', revoked: null, remaining: 0 } }],
  ['read-back', 'read-oath-token', of.tokens, { givenUp: { status: 'failed', revoked: null, remaining: 0 } }],
  ['revoke-token', 'revoke-token', of.oauthToken, { givenUp: { status: 'failed' } }],
];

function world(): FakePingOne {
  const pingone = fakePingOne(['S1', 'a', 'b']);
  pingone.users.set('ada', ['u1']);
  pingone.devices.set('u1', ['S1']);
  pingone.sessions.set('u1', [{ id: 's1' }]);
  return pingone;
}

/** A PingOne whose client has a fault: some calls throw. Counts the permits that never came back. */
function faulty(
  pingone: FakePingOne,
  operation: Operation,
  isFaulty: (call: number) => boolean,
): { readonly pingone: FakePingOne; readonly permitsOut: () => number } {
  let calls = 0;
  const out = new Set<Permit>();
  const acquire: FakePingOne['gate']['acquire'] = async (request) => {
    const permit = await pingone.gate.acquire(request);
    if (!permit) {
      return undefined;
    }
    out.add(permit);
    permit.release = () => void out.delete(permit);
    return permit;
  };
  const call: FakePingOne['call'] = (asked, permit, request) => {
    if (asked === operation && isFaulty(calls++)) {
      // Not a rejection: nothing says that a fault waits for its turn.
      throw new TypeError('body.trim is not a function');
    }
    return pingone.call(asked, permit, request);
  };
  const gate = { ...pingone.gate, acquire };
  return { pingone: { ...pingone, gate, call }, permitsOut: () => out.size };
}

async function carryOut(
  revocation: Revocation,
  operation: Operation,
  isFaulty: (call: number) => boolean,
): Promise<{ readonly lane: FakeLane; readonly permitsOut: number; readonly faults: readonly string[] }> {
  const { pingone, permitsOut } = faulty(world(), operation, isFaulty);
  const lane = await works.carryOut(pingone, [revocation], policy);
  return { lane, permitsOut: permitsOut(), faults: works.errors };
}

describe('an exception of an action', () => {
  it.each(ACTIONS)(
    '%s (%s) costs another attempt, and nothing else',
    async (_action, operation, revocation, { from = 0 }) => {
      const { lane, permitsOut, faults } = await carryOut(
        revocation(),
        operation,
        (call) => call >= from && call < from + 2,
      );
      expect(outcome(lane, ONE)).toMatchObject({ status: 'completed' });
      expect(faults.length).toBeGreaterThan(0);
      expect(faults[0]).toContain('body.trim is not a function');
      expect(permitsOut).toBe(0);
    },
  );

  it.each(ACTIONS)(
    '%s (%s) that comes again and again ends its step, as a fault of the service',
    async (_action, operation, revocation, { from = 0, givenUp }) => {
      const { lane, permitsOut, faults } = await carryOut(revocation(), operation, (call) => call >= from);
      const said = outcome(lane, ONE);
      expect(said).toMatchObject(givenUp);
      expect(said.failure?.code).toBe(said.status === 'completed' ? undefined : 'internal');
      expect(faults).toHaveLength(MOST_INTERNAL_ERRORS);
      expect(permitsOut).toBe(0);
    },
    // A submit in doubt is read back only when its request can no longer be on its way.
    60_000,
  );

  it('in a job of several events strands none of them', async () => {
    const { pingone, permitsOut } = faulty(world(), 'submit-oath-job', (call) => call === 0);
    const others = aRevocation(TWO, { oathTokenIds: ['b'] }, quiet);
    const lane = await works.carryOut(
      pingone,
      [aRevocation(ONE, { oathTokenIds: ['a'] }, quiet), others],
      policy,
    );
    expect([outcome(lane, ONE), outcome(lane, TWO)]).toMatchObject([
      { status: 'completed' },
      { status: 'completed' },
    ]);
    expect(permitsOut()).toBe(0);
  });

  it('of the gate reaches all that wait for a permit', async () => {
    const pingone = world();
    let calls = 0;
    const acquire: FakePingOne['gate']['acquire'] = (request) => {
      if (request.operation === 'submit-oath-job' && calls++ === 0) {
        throw new Error('a fault of the gate');
      }
      return pingone.gate.acquire(request);
    };
    const broken = { ...pingone, gate: { ...pingone.gate, acquire } };
    const both = [of.tokens(), aRevocation(TWO, { oathTokenIds: ['S1'] }, quiet)];
    const lane = await works.carryOut(broken, both, policy);
    expect([outcome(lane, ONE), outcome(lane, TWO)]).toMatchObject([{ revoked: 2 }, { revoked: 1 }]);
  });
});

it('what grows beyond a ledger record ends, says what it does not know, and sets its tokens free for others', async () => {
  const lane = fakeLane();
  const save = lane.save.bind(lane);
  lane.save = async (id, entry, note) => {
    const [, step] = entry.steps;
    if (id === ONE && step?.kind === 'oath-tokens' && step.phase.at === 'polling') {
      throw new EntryTooLargeError(id);
    }
    return save(id, entry, note);
  };
  const pingone = world();
  const work = works.start(pingone, aPolicy());
  work.begin(lane, new Map(), undefined);
  work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a', 'b'] }));
  await eventually('the first is settled', () => lane.settled.has(ONE));
  work.accept(lane, TWO, aRevocation(TWO, { oathTokenIds: ['a'] }));
  await eventually('the second is settled', () => lane.settled.has(TWO));
  expect(outcome(lane, ONE)).toMatchObject({
    status: 'failed',
    revoked: null,
    failure: { code: 'too-many-tokens' },
    steps: [{}, { status: 'unknown', gone: 0, remaining: 0, unknown: 2 }],
  });
});
