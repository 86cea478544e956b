import { describe, expect, test } from '@jest/globals';
import { uuid } from '../../test/event-fixture.js';
import { InstallationFixture, LANES } from '../../test/installation-fixture.js';
import { LedgerProjection } from '../ledger/ledger-projection.js';
import { SearchTerm } from '../records/search-term.js';
import type { RevocationMatch } from './match.js';
import { RevocationQuery } from './revocation-query.js';

function matchesOf(fixture: InstallationFixture, term: string): readonly RevocationMatch[] {
  const { inputs, ledger, completed, deadLetter } = fixture.topics;
  const partitions = Array.from({ length: LANES }, (_, partition) => ({ partition, from: 0n, until: 0n }));
  const projection = new LedgerProjection(partitions);
  const query = new RevocationQuery(new SearchTerm(term), fixture.topics, projection);
  fixture.records(inputs['user.deprovisioned']).forEach((record) => query.addEvent(record));
  fixture.records(ledger).forEach((record) => projection.apply(record));
  fixture.records(completed).forEach((record) => query.addOutcome(record));
  fixture.records(deadLetter).forEach((record) => query.addDeadLetter(record));
  return query.matches();
}

describe('a search', () => {
  test('A search tells two contents under one id apart', () => {
    const fixture = new InstallationFixture();
    const first = fixture.publish({ id: 'evt-1', user: 1 });
    fixture.settle(first);
    const other = fixture.publish({ id: 'evt-1', user: 2 });
    fixture.settle(other, { revocationId: other.conflictId });
    fixture.advance();
    const found = matchesOf(fixture, 'evt-1');
    expect(
      found.map(({ revocationId, who, places }) => ({
        revocationId,
        who,
        at: places.events.map(({ offset }) => offset),
      })),
    ).toEqual([
      { revocationId: first.revocationId, who: `user ${uuid(1)}`, at: [0n] },
      { revocationId: other.conflictId, who: `user ${uuid(2)}`, at: [1n] },
    ]);
  });

  test('A search shows an event that came by two lanes twice, each with its outcome', () => {
    const fixture = new InstallationFixture();
    for (const partition of [0, 1]) {
      fixture.settle(fixture.publish({ id: 'evt-1', user: 1, partition }));
    }
    fixture.advance();
    expect(matchesOf(fixture, uuid(1)).map(({ lane, state }) => ({ lane, state }))).toEqual([
      { lane: 0, state: 'settled' },
      { lane: 1, state: 'settled' },
    ]);
  });

  test('A search knows what the ledger has forgotten, by its outcome', () => {
    const fixture = new InstallationFixture();
    const event = fixture.publish({ id: 'evt-1', user: 1 });
    fixture.settle(event);
    fixture.forget(event);
    fixture.advance();
    const [match] = matchesOf(fixture, 'evt-1');
    expect({ state: match?.state, eventId: match?.outcome?.eventId }).toEqual({
      state: 'forgotten',
      eventId: 'evt-1',
    });
  });

  test('A search says of an event that was read, and of which nothing else is known, that it does not know', () => {
    const fixture = new InstallationFixture();
    fixture.publish({ id: 'evt-1', user: 1 });
    fixture.advance();
    expect(matchesOf(fixture, 'evt-1')).toMatchObject([{ state: 'unknown', eventId: 'evt-1' }]);
  });

  test('A search says whether the topic has the outcome of the ledger', () => {
    const fixture = new InstallationFixture();
    const [same, altered, absent] = ['evt-1', 'evt-2', 'evt-3'].map((id, user) =>
      fixture.publish({ id, user }),
    );
    if (!same || !altered || !absent) {
      throw new Error('Three were published.');
    }
    fixture.settle(same);
    fixture.settleInLedger(altered, { ...fixture.settle(altered), revoked: 1 });
    fixture.settle(absent);
    fixture.remove(fixture.topics.completed, ({ value }) => String(value).includes('"evt-3"'));
    const published = ['evt-1', 'evt-2', 'evt-3'].map((id) => matchesOf(fixture, id)[0]?.published);
    expect(published).toEqual(['same', 'different', 'absent']);
  });

  test('A search never matches a part of an id', () => {
    const fixture = new InstallationFixture();
    fixture.settle(fixture.publish({ id: 'evt-12', user: 1 }));
    expect(matchesOf(fixture, 'evt-1')).toEqual([]);
  });
});
