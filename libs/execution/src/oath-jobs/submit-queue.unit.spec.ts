import { describe, expect, it } from '@jest/globals';
import type { Cause } from '#libs/contracts';
import { decide } from '#libs/revocation';
import { fakeLane } from '../../test/fake-lane.js';
import { aPolicy, aRevocation } from '../../test/fixture.js';
import { ActiveRevocation } from '../in-progress/active-revocation.js';
import { SubmitQueue, type ReadySubmit } from './submit-queue.js';
import { TokensInFlight } from '../in-progress/tokens-in-flight.js';

const MAX = 4;

/** A group that is ready, by the first action of a revocation of these tokens. */
function ready(
  id: string,
  oathTokenIds: readonly string[],
  {
    sharing = 'shared',
    replay = 'none',
    cause = 'leaver',
  }: {
    readonly sharing?: 'shared' | 'alone';
    readonly replay?: 'none' | 'replay';
    readonly cause?: Cause;
  } = {},
): ReadySubmit {
  const made = aRevocation(id, { oathTokenIds });
  const revocation = { ...made, event: { ...made.event, cause } };
  const open = new ActiveRevocation(
    fakeLane(),
    replay === 'none'
      ? revocation
      : { ...revocation, replay: { id: 'r', requestedAt: '2026-01-01T00:00:00.000Z', revision: 1 } },
  );
  const action = decide(open.state, aPolicy()).find(({ kind }) => kind === 'submit-oath');
  if (action?.kind !== 'submit-oath') {
    throw new Error('nothing to submit');
  }
  Object.assign(action.group, { sharing });
  return { open, action };
}

const idsOf = (batch: readonly ReadySubmit[]): readonly string[] => batch.map(({ open }) => open.id);

describe(SubmitQueue.name, () => {
  it('takes the oldest first, as many as fit into a job', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    for (const [id, tokens] of Object.entries({ A: ['1', '2'], B: ['3', '4'], C: ['5'] })) {
      queue.add(ready(id, tokens));
    }
    expect(idsOf(queue.takeBatch())).toEqual(['A', 'B']);
    expect(idsOf(queue.takeBatch())).toEqual(['C']);
    expect(queue.takeBatch()).toEqual([]);
  });

  it('takes live work before replays, whatever came first', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('old', ['1'], { replay: 'replay' }));
    queue.add(ready('live', ['2']));
    expect(queue.mostUrgent()?.open.id).toBe('live');
    expect(idsOf(queue.takeBatch())).toEqual(['live', 'old']);
  });

  it('takes a compromise before leavers, whatever came first', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('leaver', ['1']));
    queue.add(ready('compromised', ['2'], { cause: 'compromise' }));
    expect(queue.mostUrgent()?.open.id).toBe('compromised');
    expect(idsOf(queue.takeBatch())).toEqual(['compromised', 'leaver']);
  });

  it('takes a compromise that is replayed with the replays', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('replayed', ['1'], { cause: 'compromise', replay: 'replay' }));
    queue.add(ready('leaver', ['2']));
    expect(idsOf(queue.takeBatch())).toEqual(['leaver', 'replayed']);
  });

  it('fills a job with what still fits, and those passed over come next', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('three', ['1', '2', '3']));
    queue.add(ready('two', ['4', '5']));
    queue.add(ready('one', ['6']));
    expect(idsOf(queue.takeBatch())).toEqual(['three', 'one']);
    expect(idsOf(queue.takeBatch())).toEqual(['two']);
  });

  it('sends a group that must be alone alone', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('A', ['1']));
    queue.add(ready('alone', ['2'], { sharing: 'alone' }));
    queue.add(ready('B', ['3']));
    expect(idsOf(queue.takeBatch())).toEqual(['A', 'B']);
    expect(idsOf(queue.takeBatch())).toEqual(['alone']);
  });

  it('takes a group larger than a job by itself', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    queue.add(ready('large', ['1', '2', '3', '4', '5']));
    queue.add(ready('A', ['6']));
    expect(idsOf(queue.takeBatch())).toEqual(['large']);
  });

  it('keeps the place of a group whose tokens are in another job', () => {
    const inFlight = new TokensInFlight();
    const queue = new SubmitQueue(MAX, inFlight);
    const other = ready('other', ['1']).open;
    inFlight.claim(['1'], other);
    queue.add(ready('blocked', ['1']));
    queue.add(ready('A', ['2']));
    expect(idsOf(queue.takeBatch())).toEqual(['A']);
    expect(queue.takeBatch()).toEqual([]);
    inFlight.release(['1'], other);
    queue.add(ready('B', ['3']));
    expect(idsOf(queue.takeBatch())).toEqual(['blocked', 'B']);
  });

  it('forgets what was lost while it waited', () => {
    const queue = new SubmitQueue(MAX, new TokensInFlight());
    const lost = ready('lost', ['1']);
    const lane = fakeLane();
    lane.lose();
    queue.add({ ...lost, open: new ActiveRevocation(lane, lost.open.state) });
    queue.add(ready('A', ['2']));
    expect(idsOf(queue.takeBatch())).toEqual(['A']);
  });

  it('looks at each group a bounded number of times, however long the backlog is', () => {
    const backlog = 20_000;
    const inFlight = new TokensInFlight();
    let looks = 0;
    const queue = new SubmitQueue(MAX, inFlight);
    const { open, action } = ready('A', ['1', '2', '3']);
    for (let n = 0; n < backlog; n += 1) {
      const counted = Object.create(open, {
        isStopping: {
          get: () => {
            looks += 1;
            return false;
          },
        },
      }) as ActiveRevocation;
      queue.add({ open: counted, action });
    }
    // Groups of three leave a place in every job of four that nobody fits into.
    let taken = 0;
    for (let batch = queue.takeBatch(); batch.length > 0; batch = queue.takeBatch()) {
      taken += batch.length;
      batch.forEach((submit) => inFlight.release(submit.action.group.tokenIds, submit.open));
      queue.mostUrgent();
    }
    expect(taken).toBe(backlog);
    expect(looks).toBeLessThan(backlog * 25);
  });
});
