import { describe, expect, test } from '@jest/globals';
import { encodeCommand } from '#libs/lanes';
import { uuid } from '../../test/event-fixture.js';
import { InstallationFixture, LANES } from '../../test/installation-fixture.js';
import { TopicsInMemory } from '../../test/topics-in-memory.js';
import { LedgerProjection } from '../ledger/ledger-projection.js';
import { SearchTerm } from '../records/search-term.js';
import { RevocationQuery } from '../search/revocation-query.js';
import { type ServiceEvent, ServiceView } from './service-view.js';

const nothing = { add: () => undefined, [Symbol.dispose]: () => undefined };

function viewOf(fixture: InstallationFixture): Promise<ServiceView> {
  return ServiceView.open(new TopicsInMemory(fixture), fixture.topics, () => nothing);
}

/** What `revokerctl find` says of the ledger for this term. */
function foundByQuery(fixture: InstallationFixture, term: string): readonly string[] {
  const { ledger, completed } = fixture.topics;
  const projection = new LedgerProjection(
    Array.from({ length: LANES }, (_, partition) => ({ partition, from: 0n, until: 0n })),
  );
  const query = new RevocationQuery(new SearchTerm(term), fixture.topics, projection);
  fixture.records(ledger).forEach((record) => projection.apply(record));
  fixture.records(completed).forEach((record) => query.addOutcome(record));
  return query.matches().map(({ revocationId }) => revocationId);
}

describe('the view of a service', () => {
  test.each([
    ['a user id', uuid(1)],
    ['an event id', 'EVT-1'],
    ['a job id', '9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10'],
    ['a correlation id of PingOne', 'corr-1'],
    ['the user of an open revocation', uuid(2)],
    ['the id of an open event', 'evt-2'],
    ['a name that is nowhere', 'evt-3'],
    ['a part of an id', 'evt'],
    ['a word that many have', 'oath-tokens'],
  ])('The view of a service finds by %s what the query of revokerctl finds', async (_, term) => {
    const fixture = new InstallationFixture();
    const settled = fixture.publish({ id: 'evt-1', user: 1 });
    fixture.open(settled);
    fixture.settle(settled);
    fixture.open(fixture.publish({ id: 'evt-2', user: 2, partition: 1 }));
    const found = await (await viewOf(fixture)).find(term);
    const expected = term === 'oath-tokens' ? [] : foundByQuery(fixture, term);
    expect(found.map(({ revocationId }) => revocationId)).toEqual(expected);
  });

  test('The view of a service finds a revocation by its own id, in the state that it has now', async () => {
    const fixture = new InstallationFixture();
    const event = fixture.publish({ id: 'evt-1' });
    fixture.settle(event);
    const again = { revision: 2, openedAt: 1, replay: 'x' };
    const view = await viewOf(fixture);
    expect(await view.find(event.revocationId)).toMatchObject([
      { state: 'settled', outcome: { revision: 1 } },
    ]);
    fixture.open(event, again);
    await view.follow(new AbortController().signal);
    expect(await view.find(event.revocationId)).toMatchObject([{ state: 'open', replay: 'x' }]);
    fixture.settle(event, { revision: 2 });
    await view.follow(new AbortController().signal);
    expect(await view.find('evt-1')).toMatchObject([{ state: 'settled', outcome: { revision: 2 } }]);
    fixture.forget(event);
    await view.follow(new AbortController().signal);
    expect(await view.find('evt-1')).toEqual([]);
  });

  test('The view of a service counts outcomes, failures and dead letters', async () => {
    const fixture = new InstallationFixture();
    const failure = { code: 'job-failed', message: 'The job failed.', retryable: true } as const;
    fixture.settle(fixture.publish({ id: 'evt-1' }));
    fixture.settle(fixture.publish({ id: 'evt-2' }), { status: 'failed', failure });
    fixture.deadLetter(fixture.publishGarbage());
    const view = await viewOf(fixture);
    expect([[...view.outcomes], [...view.failures], [...view.deadLetters]]).toEqual([
      [
        ['completed', 1],
        ['failed', 1],
      ],
      [['job-failed', 1]],
      [['not-json', 1]],
    ]);
  });

  test('The view of a service tells its listeners what comes, after it has taken it', async () => {
    const fixture = new InstallationFixture();
    const view = await viewOf(fixture);
    const seen: (readonly [ServiceEvent['kind'], number])[] = [];
    const end = view.subscribe(({ kind }) => seen.push([kind, view.projection.lanes[0]?.settled.size ?? 0]));
    fixture.settle(fixture.publish({ id: 'evt-1' }));
    await view.follow(new AbortController().signal);
    end();
    fixture.settle(fixture.publish({ id: 'evt-2' }));
    await view.follow(new AbortController().signal);
    expect(seen).toEqual([
      ['ledger', 1],
      ['outcome', 1],
    ]);
  });

  test('The view of a service waits for an effect as a command does, until it comes or the signal does', async () => {
    const fixture = new InstallationFixture();
    const view = await viewOf(fixture);
    const isSettled = (): boolean => view.projection.lanes[0]?.settled.size === 1;
    const late = new AbortController();
    const [missed, seen] = [
      view.until(isSettled, late.signal),
      view.until(isSettled, new AbortController().signal),
    ];
    late.abort();
    fixture.settle(fixture.publish({ id: 'evt-1' }));
    await view.follow(new AbortController().signal);
    expect(await Promise.all([missed, seen])).toEqual([false, true]);
  });

  test('The view of a service shows a command until its lane has read it', async () => {
    const fixture = new InstallationFixture();
    const { commands } = fixture.topics;
    const command = { id: uuid(9), at: '2026-03-02T17:00:00Z', kind: 'pause' } as const;
    const view = await viewOf(fixture);
    const record = { topic: commands, partition: 1, offset: 0n, timestamp: 0, key: null, headers: {} };
    view.apply({ ...record, value: Buffer.from(encodeCommand(command)) });
    expect(view.commandsUnderWay()).toEqual([{ lane: 1, command }]);
    fixture.position(commands, 1, { next: 1n });
    await view.follow(new AbortController().signal);
    expect(view.commandsUnderWay()).toEqual([]);
  });
});
