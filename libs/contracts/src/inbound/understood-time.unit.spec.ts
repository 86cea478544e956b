import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KafkaRecord } from '#libs/kafka';
import { readEvent } from './read-event.js';
import { millisecondsOf, understoodTime } from './understood-time.js';

describe('A time that can mean one moment only is taken:', () => {
  test.each<[string, unknown, string]>([
    ['without seconds, as Java has a whole minute', '2026-11-30T16:00Z', '2026-11-30T16:00:00Z'],
    ['without seconds, with an offset', '2026-11-30T16:00+01:00', '2026-11-30T16:00:00+01:00'],
    ["in quotes, as Spring's JSON headers are", '"2026-11-30T16:00:01Z"', '2026-11-30T16:00:01Z'],
    ['with more than nine decimals', '2026-11-30T16:00:01.1234567890123Z', '2026-11-30T16:00:01.123456789Z'],
    ['with a leap second', '2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    ['with a space', '2026-11-30 16:00:01Z', '2026-11-30T16:00:01Z'],
    ['with an offset without colon', '2026-11-30T16:00:01+0130', '2026-11-30T16:00:01+01:30'],
    ['with an offset of hours', '2026-11-30T16:00:01-05', '2026-11-30T16:00:01-05:00'],
    [
      'with the name of a zone beside the offset',
      '2026-11-30T16:00+01:00[Europe/Berlin]',
      '2026-11-30T16:00:00+01:00',
    ],
    ['as epoch seconds with decimals (Jackson)', 1_796_054_400.25, '2026-11-30T16:00:00.250Z'],
    ['as epoch seconds in a header', '1796054400', '2026-11-30T16:00:00.000Z'],
    ['as epoch milliseconds (Kafka Connect)', 1_796_054_400_000, '2026-11-30T16:00:00.000Z'],
    ['as epoch microseconds (Debezium)', 1_796_054_400_000_000, '2026-11-30T16:00:00.000Z'],
    ['as epoch nanoseconds', 1_796_054_400_000_000_000, '2026-11-30T16:00:00.000Z'],
  ])('%s', (_, written, time) => {
    expect(understoodTime(written)).toBe(time);
  });

  test.each<[string, unknown]>([
    ['no offset', '2026-11-30T16:00:00'],
    ['a day that does not exist', '2026-02-30T16:00Z'],
    ['an hour that does not exist', '2026-02-20T25:00Z'],
    ['a date alone', '2026-11-30'],
    ['a word', 'yesterday'],
    ['a number of no likely unit', 42],
    ['a number between two units', 20_000_000_000],
    ['a list, as Jackson writes a local time', [2026, 11, 30, 16, 0]],
    ['no text', true],
    ['quotes alone', '""'],
  ])('(%s has no meaning)', (_, written) => {
    expect(understoodTime(written)).toBeUndefined();
  });

  test('whatever is given, what comes back is the same moment, or nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(['string', 'undefined']).toContain(typeof understoodTime(value));
      }),
    );
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2001-09-10'), max: new Date('2286-01-01'), noInvalidDate: true }),
        (date) => {
          for (const written of [
            date.toISOString(),
            date.getTime(),
            String(date.getTime()),
            date.getTime() / 1_000,
          ]) {
            expect(Date.parse(understoodTime(written) ?? '')).toBeCloseTo(date.getTime(), -1);
          }
        },
      ),
    );
  });
});

test("a record's timestamp in seconds is one of today, not of January 1970", () => {
  expect(millisecondsOf(1_796_054_400)).toBe(1_796_054_400_000);
  expect(millisecondsOf(1_796_054_400_123)).toBe(1_796_054_400_123);
  expect(millisecondsOf(-1)).toBe(-1);
});

describe('The time of an event', () => {
  const read = (data: object, headers: Readonly<Record<string, string>> = {}): unknown => {
    const record: KafkaRecord = {
      topic: 'user.deprovisioned',
      partition: 0,
      offset: 7n,
      timestamp: 0,
      key: null,
      value: Buffer.from(JSON.stringify({ username: 'jane', ...data })),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    };
    return readEvent(record, 'user.deprovisioned', { maxTokens: 10 });
  };

  test.each<[string, object, Readonly<Record<string, string>>]>([
    ['in the data', { occurredAt: 1_796_054_400 }, {}],
    ['in the envelope', {}, { ce_time: '2026-11-30T16:00Z' }],
  ])('%s is written as RFC 3339 has it', (_, data, headers) => {
    expect(read(data, headers)).toMatchObject({
      kind: 'event',
      event: { data: { occurredAt: expect.stringMatching(/^2026-11-30T16:00:00/) } },
    });
    expect(read(data, headers)).not.toHaveProperty('time');
  });

  test('is left out if it has no meaning, and the revocation goes on', () => {
    const result = read({ occurredAt: 'yesterday' });
    expect(result).toMatchObject({ kind: 'event', time: 'not-understood' });
    expect(result).not.toHaveProperty('event.data.occurredAt');
    expect(read({}, { ce_time: 'yesterday' })).toMatchObject({ kind: 'event', time: 'not-understood' });
  });

  test('comes from the envelope if the one of the data has no meaning', () => {
    expect(read({ occurredAt: 'yesterday' }, { ce_time: '2026-11-30T16:00:00Z' })).toMatchObject({
      time: 'not-understood',
      event: { data: { occurredAt: '2026-11-30T16:00:00Z' } },
    });
  });

  test('is named among other rules that the event breaks', () => {
    expect(read({ occurredAt: 'yesterday', cause: 'fired' })).toMatchObject({
      kind: 'invalid',
      violations: expect.arrayContaining([{ field: 'occurredAt', rule: 'isTimestamp' }]),
    });
  });
});
