import { describe, expect, test } from '@jest/globals';
import { decodeLedgerRecord } from '#libs/lanes';
import { uuid } from '../../test/paper-event.js';
import { LANES, PaperInstallation } from '../../test/paper-installation.js';
import { Term } from '../outcomes/term.js';
import { SearchBook } from './search-book.js';
import type { Sighting } from './sighting.js';

function sightingsOf(paper: PaperInstallation, term: string): readonly Sighting[] {
  const { inputs, ledger, completed, deadLetter } = paper.topics;
  const book = new SearchBook(new Term(term), { lanes: LANES, ledger });
  paper
    .records(inputs['user.deprovisioned'])
    .forEach((record) => book.addEvent(record, 'user.deprovisioned'));
  for (const record of paper.records(ledger)) {
    const change = decodeLedgerRecord(record, 1);
    if (change) {
      book.addLedger(change);
    }
  }
  paper.records(completed).forEach((record) => book.addOutcome(record));
  paper.records(deadLetter).forEach((record) => book.addDeadLetter(record));
  return book.sightings();
}

describe('a search', () => {
  test('tells two contents under one id apart', () => {
    const paper = new PaperInstallation();
    const first = paper.publish({ id: 'evt-1', user: 1 });
    paper.settle(first);
    const other = paper.publish({ id: 'evt-1', user: 2 });
    paper.settle(other, { revocationId: other.conflictId });
    paper.advance();
    const found = sightingsOf(paper, 'evt-1');
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

  test('shows an event that came by two lanes twice, each with its outcome', () => {
    const paper = new PaperInstallation();
    for (const partition of [0, 1]) {
      paper.settle(paper.publish({ id: 'evt-1', user: 1, partition }));
    }
    paper.advance();
    expect(sightingsOf(paper, uuid(1)).map(({ lane, state }) => ({ lane, state }))).toEqual([
      { lane: 0, state: 'settled' },
      { lane: 1, state: 'settled' },
    ]);
  });

  test('knows what the ledger has forgotten, by its outcome', () => {
    const paper = new PaperInstallation();
    const event = paper.publish({ id: 'evt-1', user: 1 });
    paper.settle(event);
    paper.forget(event);
    paper.advance();
    const [sighting] = sightingsOf(paper, 'evt-1');
    expect({ state: sighting?.state, eventId: sighting?.outcome?.eventId }).toEqual({
      state: 'forgotten',
      eventId: 'evt-1',
    });
  });

  test('says of an event that was read, and of which nothing else is known, that it does not know', () => {
    const paper = new PaperInstallation();
    paper.publish({ id: 'evt-1', user: 1 });
    paper.advance();
    expect(sightingsOf(paper, 'evt-1')).toMatchObject([{ state: 'unknown', eventId: 'evt-1' }]);
  });

  test('says whether the topic has the outcome of the ledger', () => {
    const paper = new PaperInstallation();
    const [same, altered, absent] = ['evt-1', 'evt-2', 'evt-3'].map((id, user) =>
      paper.publish({ id, user }),
    );
    if (!same || !altered || !absent) {
      throw new Error('Three were published.');
    }
    paper.settle(same);
    paper.settleInLedger(altered, { ...paper.settle(altered), revoked: 1 });
    paper.settle(absent);
    paper.remove(paper.topics.completed, ({ value }) => String(value).includes('"evt-3"'));
    const published = ['evt-1', 'evt-2', 'evt-3'].map((id) => sightingsOf(paper, id)[0]?.published);
    expect(published).toEqual(['same', 'different', 'absent']);
  });

  test('never matches a part of an id', () => {
    const paper = new PaperInstallation();
    paper.settle(paper.publish({ id: 'evt-12', user: 1 }));
    expect(sightingsOf(paper, 'evt-1')).toEqual([]);
  });
});
