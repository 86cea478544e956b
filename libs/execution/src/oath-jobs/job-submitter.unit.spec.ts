import { afterEach, describe, expect, it } from '@jest/globals';
import type { Permit, PermitRequest } from '#libs/pingone';
import { eventually } from '../../../testbed/src/eventually.js';
import { fakeLane } from '../../test/fake-lane.js';
import { fakePingOne, type FakePingOne } from '../../test/fake-pingone.js';
import { aRevocation, ONE, TWO, Works } from '../../test/fixture.js';

const works = new Works();
afterEach(() => {
  works.stop();
  expect(works.errors.splice(0)).toEqual([]);
});

/** Calls of replays get no permit until `admit` is called. */
function busyWithLive(): {
  readonly pingone: FakePingOne;
  readonly asked: string[];
  readonly admit: () => void;
} {
  const pingone = fakePingOne(['live']);
  const { gate } = pingone;
  const asked: string[] = [];
  let admit = (): void => undefined;
  const admitted = new Promise<void>((resolve) => {
    admit = resolve;
  });
  const acquire = async (request: PermitRequest): Promise<Permit | undefined> => {
    asked.push(`${request.operation} ${request.priority.urgency}`);
    if (request.priority.urgency === 'replay') {
      await admitted;
    }
    return gate.acquire(request);
  };
  return { pingone: { ...pingone, gate: { ...gate, acquire } }, asked, admit };
}

describe('a replay that waits for a permit to submit', () => {
  it('holds up no live event, and shares no job with it', async () => {
    const { pingone, asked, admit } = busyWithLive();
    const lane = fakeLane();
    const work = works.start(pingone);
    work.begin(lane, new Map(), undefined);
    const replayed = aRevocation(ONE, { oathTokenIds: ['replayed'] });
    work.accept(lane, ONE, {
      ...replayed,
      replay: { id: 'r', requestedAt: '2026-01-01T00:00:00.000Z', revision: 2 },
    });
    await eventually('the replay waits', () => asked.includes('submit-oath-job replay'));
    work.accept(lane, TWO, aRevocation(TWO, { oathTokenIds: ['live'] }));
    await eventually('the live event is settled', () => lane.settled.has(TWO));
    expect(asked).toContain('submit-oath-job user');
    expect(pingone.jobs).toEqual([['live']]);

    admit();
    await eventually('the replay is settled', () => lane.settled.has(ONE));
    expect(pingone.jobs).toEqual([['live'], ['replayed']]);
  });
});
