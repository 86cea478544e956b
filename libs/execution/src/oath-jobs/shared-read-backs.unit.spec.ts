import { afterEach, describe, expect, it } from '@jest/globals';
import { fakePingOne, type FakePingOne } from '../../test/fake-pingone.js';
import { fakeLane } from '../../test/fake-lane.js';
import { aPolicy, aRevocation, ONE, outcome, TWO, Works } from '../../test/fixture.js';
import { eventually } from '../../../testbed/src/eventually.js';

const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

const policy = aPolicy({ maxTokensPerJob: 20 });

/** Two events in one job: of `a`, `b`, `c` and `x`, `y` some do not exist. */
async function twoInOneJob(pingone: FakePingOne): ReturnType<Works['carryOut']> {
  const lane = await works.carryOut(
    pingone,
    [aRevocation(ONE, { oathTokenIds: ['a', 'b', 'c'] }), aRevocation(TWO, { oathTokenIds: ['x', 'y'] })],
    policy,
  );
  expect(pingone.jobs[0]).toEqual(['a', 'b', 'c', 'x', 'y']);
  return lane;
}

describe('a short count of a job of two events', () => {
  it('is attributed to each of them where as many tokens are gone as were counted', async () => {
    const pingone = fakePingOne(['a', 'b', 'c', 'x', 'y']);
    pingone.keeps.add('b');
    pingone.keeps.add('x');
    const lane = await twoInOneJob(pingone);
    expect(outcome(lane, ONE)).toMatchObject({ status: 'partial', requested: 3, revoked: 2, remaining: 1 });
    expect(outcome(lane, TWO)).toMatchObject({ status: 'partial', requested: 2, revoked: 1, remaining: 1 });
  });

  it('is attributed to none where some tokens had been gone before', async () => {
    const lane = await twoInOneJob(fakePingOne(['a', 'b', 'x', 'y']));
    expect(outcome(lane, ONE)).toMatchObject({ status: 'completed', requested: 3, revoked: null });
    expect(outcome(lane, TWO)).toMatchObject({ status: 'completed', requested: 2, revoked: null });
  });

  it('is attributed to none where PingOne would not say it of a token', async () => {
    const pingone = fakePingOne(['a', 'b', 'c', 'x', 'y']);
    pingone.keeps.add('b');
    pingone.unaskable.add('x');
    const lane = await twoInOneJob(pingone);
    expect(outcome(lane, ONE)).toMatchObject({ revoked: null });
    expect(outcome(lane, TWO)).toMatchObject({ revoked: null });
  });

  it('is attributed to none, and no event waits, where the lane of one was lost meanwhile', async () => {
    // More than are read at the same time, so that some are still to be read when the lane goes.
    const many = Array.from({ length: 12 }, (_, n) => `x${n}`);
    const pingone = fakePingOne(['a', 'b', 'c', ...many]);
    pingone.keeps.add('b');
    const [lane, lost] = [fakeLane(0), fakeLane(1)];
    const work = works.start(pingone, policy);
    pingone.onRequest = (request) => {
      if (request === 'read-oath-token x0') {
        lost.lose();
        work.end(lost);
      }
    };
    work.begin(lane, new Map(), undefined);
    work.begin(lost, new Map(), undefined);
    work.accept(lane, ONE, aRevocation(ONE, { oathTokenIds: ['a', 'b', 'c'] }));
    work.accept(lost, TWO, aRevocation(TWO, { oathTokenIds: many }, policy));
    await eventually('the other one is settled', () => lane.settled.size === 1);
    expect(pingone.jobs[0]).toEqual(['a', 'b', 'c', ...many]);
    expect(outcome(lane, ONE)).toMatchObject({ requested: 3, revoked: null, remaining: 1 });
  });
});
