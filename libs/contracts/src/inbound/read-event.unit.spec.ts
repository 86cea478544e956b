import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Secret } from '#libs/redaction';
import {
  inboundExamples,
  recordExampleNamed,
  recordOf,
  type InboundExample,
} from '../../support/examples.js';
import { revocationIdOf } from '../identity/ids.js';
import { EVENT_TYPES } from '../vocabulary/event-type.js';
import { DEAD_LETTER_CODES } from '../vocabulary/dead-letter-code.js';
import type { InboundEvent, ReadResult } from './inbound-event.js';
import type { KafkaRecord } from '#libs/kafka';
import { readEvent } from './read-event.js';

const OPTIONS = { maxTokens: 100 };
const examples = inboundExamples();

function read(example: InboundExample): ReadResult {
  return readEvent(recordOf(example), example.event, example.options ?? OPTIONS);
}

function eventNamed(name: string): InboundEvent {
  const result = read(recordExampleNamed(name));
  if (result.kind !== 'event') {
    throw new Error(`${name} is not an example of an event`);
  }
  return result.event;
}

function recordWith(value: unknown, headers: Readonly<Record<string, string>> = {}): KafkaRecord {
  return recordOf({
    name: '',
    title: '',
    event: 'user.deprovisioned',
    record: { key: null, headers, value: typeof value === 'string' ? value : JSON.stringify(value) },
    expected: { kind: 'unreadable', code: '' },
  });
}

/** The data as they were published, to compare with. */
function revealed(data: InboundEvent['data']): object {
  const tokens = data.tokens?.map((ref) => ({ ...ref, token: ref.token.reveal() }));
  return tokens === undefined ? data : { ...data, tokens };
}

describe('The examples are read as they say:', () => {
  test.each(examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
    const { expected } = example;
    const result = read(example);
    switch (expected.kind) {
      case 'event': {
        expect(result.kind).toBe('event');
        const { event } = result as ReadResult & { kind: 'event' };
        expect(event.eventType).toBe(example.event);
        expect(revealed(event.data)).toEqual(expected.data);
        expect(event.traceparent).toBe(expected.traceparent);
        if (expected.eventId !== undefined) {
          expect(event.eventId).toBe(expected.eventId);
        }
        expect(event.eventSource).toBe(expected.eventSource);
        expect(event.revocationId).toBe(revocationIdOf(event.eventSource, event.eventId));
        if (expected.sameAs !== undefined) {
          const other = eventNamed(expected.sameAs);
          expect([event.revocationId, event.fingerprint]).toEqual([other.revocationId, other.fingerprint]);
        }
        return;
      }
      case 'invalid': {
        expect(result).toMatchObject({ kind: 'invalid', code: expected.code });
        const { violations, subject, envelope } = result as ReadResult & { kind: 'invalid' };
        expect(new Set(violations)).toEqual(new Set(expected.violations));
        expect(subject).toEqual(expected.subject ?? {});
        expect(envelope.eventSource).toBe(expected.eventSource ?? envelope.eventSource);
        return;
      }
      case 'unreadable':
        expect(result).toMatchObject({ kind: 'unreadable', code: expected.code });
    }
  });

  test('every dead letter code of reading has an example', () => {
    const shown = examples.flatMap(({ expected }) => (expected.kind === 'unreadable' ? [expected.code] : []));
    expect(new Set(shown)).toEqual(new Set(DEAD_LETTER_CODES));
  });
});

describe('The identity of an event:', () => {
  const user = { userId: 'b5d0e1b6-6a5c-4b0f-9a59-6f3b1f1d2c11' };
  const envelopeOf = (record: KafkaRecord) => {
    const result = readEvent(record, 'user.deprovisioned', OPTIONS);
    if (result.kind === 'unreadable') {
      throw new Error(result.code);
    }
    return result.kind === 'event' ? result.event : result.envelope;
  };

  test('what an event asks for decides its fingerprint, not how it is written', () => {
    const one = envelopeOf(recordWith({ ...user, serialNumbers: ['A1', 'B2'], correlationId: 'x' }));
    const two = envelopeOf(
      recordWith(
        '\uFEFF{ "serialNumbers": ["B2","A1","A1"], "unknown": 1,\n "userId": "B5D0E1B6-6A5C-4B0F-9A59-6F3B1F1D2C11" }',
      ),
    );
    expect(two.fingerprint).toBe(one.fingerprint);
  });

  test('other content has another fingerprint, and its own conflict id', () => {
    const one = envelopeOf(recordWith({ eventId: 'e', ...user }));
    const two = envelopeOf(recordWith({ eventId: 'e', ...user, cause: 'compromise' }));
    expect(two.revocationId).toBe(one.revocationId);
    expect(two.fingerprint).not.toBe(one.fingerprint);
    expect(two.conflictId()).not.toBe(one.conflictId());
    expect(two.conflictId()).not.toBe(two.revocationId);
  });

  test('an event without an id is another one at another place', () => {
    const one = recordWith(user);
    const ids = [one, { ...one, offset: 43n }, { ...one, partition: 4 }, { ...one, topic: 'other' }].map(
      (record) => envelopeOf(record).revocationId,
    );
    expect(new Set(ids).size).toBe(4);
    expect(envelopeOf({ ...one }).revocationId).toBe(ids[0]);
  });

  test.each([
    ['an id with a control character', { eventId: 'a\nb', ...user }, { field: 'eventId', rule: 'isText' }],
    ['an id that is a number', { eventId: 7, ...user }, { field: 'eventId', rule: 'isText' }],
    ['an empty source', { eventSource: '', ...user }, { field: 'eventSource', rule: 'isText' }],
  ])('%s is a violation, and an id is made up', (_, body, violation) => {
    const result = readEvent(recordWith(body), 'user.deprovisioned', OPTIONS);
    expect(result).toMatchObject({ kind: 'invalid', violations: [violation] });
    expect(envelopeOf(recordWith(body)).eventSource).toBe('kafka:user.deprovisioned');
  });

  test('a structured event without its content type is recognised by its fields', () => {
    const body = { specversion: '1.0', type: 'user.deprovisioned', source: '/hr', id: 'e', data: user };
    expect(envelopeOf(recordWith(body))).toMatchObject({ eventId: 'e', eventSource: '/hr' });
  });

  test('data_base64 is read like data', () => {
    const data_base64 = Buffer.from(JSON.stringify(user)).toString('base64');
    const envelope = { specversion: '1.0', type: 'user.deprovisioned', source: '/hr', id: 'e' };
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(envelopeOf(recordWith({ ...envelope, data_base64 }, headers)).fingerprint).toBe(
      envelopeOf(recordWith({ ...envelope, data: user }, headers)).fingerprint,
    );
  });
});

describe('Reading is safe:', () => {
  test('tokens that were read cannot be printed', () => {
    const { data } = eventNamed('user-deprovisioned.tokens');
    expect(data.tokens?.[0]?.token).toBeInstanceOf(Secret);
    expect(JSON.stringify(data)).not.toContain('eyJ');
  });

  test('a list of errors is answered by a bounded list of violations', () => {
    const oathTokenIds = Array.from({ length: 100 }, (_, index) => `no-id-${index}`);
    const result = readEvent(recordWith({ username: 'jane', oathTokenIds }), 'user.deprovisioned', OPTIONS);
    expect(result).toHaveProperty('violations.length', 50);
  });

  test('a list where there should be one value breaks the rule of the field', () => {
    const result = readEvent(recordWith({ userId: ['a-secret'] }), 'user.deprovisioned', OPTIONS);
    expect(result).toMatchObject({ violations: [{ field: 'userId', rule: 'isUuid' }], subject: {} });
  });

  test('nesting without end exhausts nothing', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    for (const field of ['tokens', 'oathTokenIds', 'username', 'eventId']) {
      const result = readEvent(recordWith(`{"${field}":${deep}}`), 'user.deprovisioned', OPTIONS);
      expect(result.kind).toBe('invalid');
    }
  });

  const headerNames = fc.constantFrom(
    'content-type',
    'ce_specversion',
    'ce_type',
    'ce_id',
    'ce_source',
    'ce_time',
    'x',
  );
  const headerValues = fc.oneof(
    fc.constantFrom('1.0', 'application/cloudevents+json', 'application/json', 'user.deprovisioned', ''),
    fc.string(),
  );
  const fields = fc.constantFrom(
    ...[
      'userId',
      'username',
      'oathTokenIds',
      'tokens',
      'cause',
      'eventId',
      'specversion',
      'type',
      'data',
      'data_base64',
      '__proto__',
    ],
  );
  const json = fc.oneof(
    fc.json(),
    fc
      .dictionary(
        fields,
        fc.oneof(fc.jsonValue(), fc.constant([{ token: 1 }]), fc.dictionary(fields, fc.jsonValue())),
      )
      .map((value) => JSON.stringify(value)),
  );
  const values = fc.oneof(
    json.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(null),
  );

  test('whatever the record, there is an answer, and it repeats nothing of an invalid event', () => {
    fc.assert(
      fc.property(
        values,
        fc.dictionary(
          headerNames,
          headerValues.map((text) => Buffer.from(text)),
        ),
        fc.constantFrom(...EVENT_TYPES),
        (value, headers, expected) => {
          const record: KafkaRecord = {
            topic: expected,
            partition: 0,
            offset: 0n,
            timestamp: 0,
            key: null,
            value,
            headers,
          };
          const result = readEvent(record, expected, OPTIONS);
          if (result.kind === 'invalid') {
            expect(result.violations.length).toBeGreaterThan(0);
            expect(Object.values(result.subject).every((text) => typeof text === 'string')).toBe(true);
            for (const { field, rule } of result.violations) {
              expect(field).toMatch(
                /^([A-Za-z|]+|(oathTokenIds|serialNumbers|tokens)\[\d+\](\.[A-Za-z]+)?)$/,
              );
              expect(rule).toMatch(/^[A-Za-z]+$/);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
