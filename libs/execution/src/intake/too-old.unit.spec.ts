import { expect, it } from '@jest/globals';
import { tooOldBy } from './too-old.js';

const DAY = 86_400_000;
const now = Date.parse('2026-11-30T16:00:00Z');
const of = (occurredAt: string | undefined, timestamp: number) =>
  tooOldBy({ occurredAt, record: { timestamp }, now, maxEventAgeMs: 30 * DAY });

it.each<[string, string | undefined, number]>([
  ['its own time is young', '2026-11-29T16:00:00Z', 0],
  ['its own time is still to come, and it was published lately', '2027-01-01T00:00:00Z', now],
  ['it says no time, and was published lately', undefined, now - DAY],
  ['the timestamp of its record is of today, in seconds', undefined, now / 1_000],
])('an event is young enough where %s', (_, occurredAt, timestamp) => {
  expect(of(occurredAt, timestamp)).toBeUndefined();
});

it.each<[string, string | undefined, number, string]>([
  ['its own', '2026-01-01T00:00:00Z', now, 'By its own time, 2026-01-01T00:00:00.000Z, the event'],
  [
    "its record's",
    undefined,
    now - 31 * DAY,
    "By its record's timestamp, 2026-10-30T16:00:00.000Z, the event",
  ],
  [
    'a mistaken unit',
    undefined,
    1_796_054,
    "By its record's timestamp, 1970-01-01T00:29:56.054Z; that looks like",
  ],
  ['none at all', undefined, -1, 'Neither the event nor its record says when it was published: it may be'],
  ['the least of 64 bits', undefined, -(2 ** 63), "By its record's timestamp, -271821-04-20"],
])('an event that is too old says by which time (%s)', (_, occurredAt, timestamp, message) => {
  expect(of(occurredAt, timestamp)).toMatchObject({
    code: 'event-too-old',
    message: expect.stringContaining(message),
  });
});

it('an event that an operator replays is never too old', () => {
  const replay = { id: 'r', requestedAt: '2026-11-30T16:00:00Z' };
  expect(
    tooOldBy({ occurredAt: undefined, record: { timestamp: 0, replay }, now, maxEventAgeMs: 1 }),
  ).toBeUndefined();
});
