import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../testbed/src/eventually.js';
import { fakeLane, type FakeLane } from '../../test/fake-lane.js';
import { fakePingOne, type FakePingOne } from '../../test/fake-pingone.js';
import { aPolicy, aRevocation, aToken, ONE, TWO, Works } from '../../test/fixture.js';

type Asked = Parameters<typeof aRevocation>[1];

const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

/** Longer than a submit may leave after its write-ahead in these tests. */
const LONG_MS = 1_050;

/** What SIGSTOP does to a process: nothing of it runs, timers and heartbeats included. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONG_MS);
}

function begin(pingone: FakePingOne, lane: FakeLane, asked: Asked): void {
  const policy = aPolicy({ userSessions: asked.event?.userId === undefined ? 'leave' : 'end' });
  const work = works.start(pingone, policy);
  work.begin(lane, new Map(), undefined);
  work.accept(lane, ONE, aRevocation(ONE, asked, policy));
}

describe('the check before a call is sent', () => {
  it.each<[string, Asked]>([
    ['submit-oath-job', { oathTokenIds: ['a'] }],
    ['revoke-token', { event: { eventType: 'session.terminated' }, tokens: [aToken('secret')] }],
    ['end-session', { event: { eventType: 'session.terminated', sessionId: 'sid' } }],
    ['end-user-session', { event: { userId: 'user' } }],
  ])('stops %s when the lane may not act by then, and the call is made later', async (call, asked) => {
    const pingone = fakePingOne(['a']);
    pingone.sessions.set('user', [{ id: 'sid' }]);
    const lane = fakeLane();
    pingone.beforeSending = (operation) => {
      lane.membership = operation === call && pingone.notSent.length === 0 ? 'stale' : 'fresh';
    };
    begin(pingone, lane, asked);
    await eventually('the call was stopped', () => pingone.notSent.length > 0);
    expect(pingone.requests.filter((request) => request.startsWith(call))).toEqual([]);
    lane.membership = 'fresh';
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.notSent).toEqual([call]);
    expect(pingone.requests.filter((request) => request.startsWith(`${call} `))).toHaveLength(1);
  });
});

describe('the check before a submit is sent', () => {
  it('stops a submit that is later than was written ahead, which is then announced anew', async () => {
    const pingone = fakePingOne(['a']);
    const lane = fakeLane();
    pingone.beforeSending = () => {
      if (pingone.notSent.length === 0) {
        standStill();
      }
    };
    begin(pingone, lane, { oathTokenIds: ['a'] });
    await eventually('settled', () => lane.settled.size === 1);
    expect(pingone.notSent).toEqual(['submit-oath-job']);
    expect(pingone.jobs).toEqual([['a']]);
    expect(lane.history.filter((entry) => entry.endsWith('submitting'))).toHaveLength(2);
  });

  it('stops the whole job when one lane in it may not act, and the others go at once', async () => {
    const pingone = fakePingOne(['a', 'b']);
    const lanes = [fakeLane(0), fakeLane(1)] as const;
    pingone.beforeSending = () => {
      lanes[0].membership = 'stale';
    };
    const work = works.start(pingone);
    lanes.forEach((lane) => work.begin(lane, new Map(), undefined));
    work.accept(lanes[0], ONE, aRevocation(ONE, { oathTokenIds: ['a'] }));
    work.accept(lanes[1], TWO, aRevocation(TWO, { oathTokenIds: ['b'] }));
    await eventually('the other lane is settled', () => lanes[1].settled.size === 1);
    expect(pingone.jobs).toEqual([['b']]);
    pingone.beforeSending = () => undefined;
    lanes[0].membership = 'fresh';
    await eventually('this one, too', () => lanes[0].settled.size === 1);
    expect(pingone.jobs).toEqual([['b'], ['a']]);
  });
});
