import { expect, test } from '@jest/globals';
import { toDraft } from '../../events/draft.js';
import { outgoingEvent, type OutgoingEvent } from './outgoing-event.js';
import { describeSent } from './send-all.js';

const events = (...written: readonly object[]): readonly OutgoingEvent[] =>
  written.map((json) => {
    const event = { where: 'here', json: { ...json } };
    const draft = toDraft(event, { newId: () => 'new', time: '2026-03-02T17:00:00Z' });
    return outgoingEvent(draft, 'in', 0);
  });
const ada = { username: 'ada', oathTokenIds: ['55a891ca-8de2-4117-b68d-4c539bdcda73'] };
const asRecord = { key: 'k', headers: {}, value: ada };

test.each([
  ['with ids of their own', events({ ...ada, eventId: 'e' }), 'with the same ids repeats nothing.'],
  ['without an id', events({ ...ada, eventId: 'e' }, ada), '1 of them has no id where they come from'],
  ['that get theirs from where they land', events(asRecord, asRecord), '2 of them have no id'],
])('Publishing once more is explained for events %s', (_, all, words) => {
  expect(describeSent(all, { sent: 0, chunk: 500 })).toContain(words);
});

test('No more are in doubt than there are', () => {
  expect(describeSent(events(ada), { sent: 0, chunk: 500 })).toMatch(
    /^the first 0 of 1 event are published for sure, up to 1 more may be\. /,
  );
});
