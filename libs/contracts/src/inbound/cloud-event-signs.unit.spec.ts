import { describe, expect, test } from '@jest/globals';
import { CloudEvent, HTTP, Kafka, type Message } from 'cloudevents';
import fc from 'fast-check';
import type { KafkaRecord } from '#libs/kafka';
import type { ReadResult } from './inbound-event.js';
import { readEvent } from './read-event.js';

const USER = 'b5d0e1b6-6a5c-4b0f-9a59-6f3b1f1d2c11';
const OTHER_TYPE = 'user.reinstated';

type Headers = Readonly<Record<string, string>>;

function record(
  value: unknown,
  headers: Headers = {},
  overwritten: readonly (readonly [string, string])[] = [],
): KafkaRecord {
  return {
    topic: 'user.deprovisioned',
    partition: 0,
    offset: 7n,
    timestamp: 0,
    key: null,
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
    ...(overwritten.length === 0
      ? {}
      : { overwrittenHeaders: overwritten.map(([name, text]) => [name, Buffer.from(text)] as const) }),
  };
}

const read = (of: KafkaRecord): ReadResult => readEvent(of, 'user.deprovisioned', { maxTokens: 100 });

const plain = { userId: USER };
const envelope = { specversion: '1.0', id: 'e', source: '/hr', type: OTHER_TYPE };

describe('A record with any sign of a CloudEvent is never taken for plain JSON:', () => {
  test.each<[string, unknown, Headers]>([
    ['ce_type alone', plain, { ce_type: OTHER_TYPE }],
    ['ce-type alone', plain, { 'ce-type': OTHER_TYPE }],
    ['all of the hyphen form', plain, { 'ce-id': 'e', 'ce-source': '/hr', 'ce-type': OTHER_TYPE }],
    ['capitals', plain, { 'CE-Type': OTHER_TYPE }],
    ['both prefixes that agree', plain, { 'ce-type': OTHER_TYPE, ce_type: OTHER_TYPE }],
    ['the prefix of AMQP', plain, { 'cloudEvents:type': OTHER_TYPE }],
    ['the newer prefix of AMQP', plain, { cloudEvents_type: OTHER_TYPE }],
    ['a quoted type', plain, { 'ce-type': `"${OTHER_TYPE}"` }],
    ['a type that only ends alike', plain, { ce_type: 'notuser.deprovisioned' }],
    ['an empty type', plain, { ce_type: '' }],
    ['a structured event', { ...envelope, data: plain }, {}],
    [
      'a structured event with its type in the headers alone',
      { specversion: '1.0', data: plain },
      { ce_type: OTHER_TYPE },
    ],
    [
      'a binary event that repeats its attributes',
      { ...envelope, ...plain },
      { ce_type: OTHER_TYPE, ce_id: 'e' },
    ],
    ['a type that is no text', { ...envelope, type: 5, data: plain }, {}],
  ])('%s of another type is a mismatch', (_, value, headers) => {
    expect(read(record(value, headers))).toMatchObject({
      kind: 'invalid',
      code: 'event-type-mismatch',
      violations: [{ field: 'type', rule: 'eventType' }],
    });
  });

  test.each<[string, unknown, Headers]>([
    ['another version in a header', plain, { 'ce-specversion': '0.3' }],
    ['two versions', plain, { 'ce-specversion': '1.0', ce_specversion: '0.3' }],
    ['a version in the value', { ...plain, specversion: '0.3' }, {}],
    ['a version that is no text', { ...plain, specversion: 1 }, {}],
    ['a version in another spelling', { ...plain, specVersion: '1.0' }, {}],
    ['the version field of 2018', { ...plain, cloudEventsVersion: '0.1' }, {}],
    ['a version without a prefix, as MQTT has it', plain, { specversion: '1.0', type: OTHER_TYPE }],
    ['a batch', plain, { 'content-type': 'application/cloudevents-batch+json' }],
    ['another format', plain, { 'Content-Type': 'application/cloudevents+avro' }],
    ['the content type of Spring', plain, { contentType: '"application/cloudevents+protobuf"' }],
    ['structured without a version', plain, { contentType: 'application/cloudevents+json' }],
  ])('%s is refused as a form that is not read', (_, value, headers) => {
    expect(read(record(value, headers))).toMatchObject({ kind: 'unreadable', code: 'unsupported-mode' });
  });

  test('a content type of CloudEvents counts although another header says otherwise', () => {
    const headers = { 'content-type': 'application/json', contentType: 'application/cloudevents+json' };
    expect(read(record({ ...envelope, data: plain }, headers))).toMatchObject({
      code: 'event-type-mismatch',
    });
    const twice = record(plain, { 'content-type': 'application/json' }, [
      ['content-type', 'application/cloudevents-batch+json'],
    ]);
    expect(read(twice)).toMatchObject({ code: 'unsupported-mode' });
  });

  test('an envelope without data is a dead letter, whatever lies beside it', () => {
    expect(read(record({ ...envelope, type: 'user.deprovisioned', ...plain }))).toMatchObject({
      kind: 'unreadable',
      code: 'unknown-shape',
    });
  });
});

describe('The prefix ce- is read as ce_:', () => {
  test('the same event has the same id and fingerprint', () => {
    const of = (prefix: string): KafkaRecord =>
      record(plain, {
        [`${prefix}specversion`]: '1.0',
        [`${prefix}id`]: 'evt-1',
        [`${prefix}source`]: '/hr',
        [`${prefix}type`]: 'com.example.user.deprovisioned',
        [`${prefix}time`]: '2026-03-02T17:00:00Z',
        [`${prefix}correlationid`]: 'case',
      });
    const expected = read(of('ce_'));
    expect(expected).toMatchObject({
      kind: 'event',
      event: { eventId: 'evt-1', eventSource: '/hr', data: { correlationId: 'case' } },
    });
    for (const prefix of ['ce-', 'CE-', 'Ce_', 'cloudEvents:', 'cloudEvents_']) {
      expect(JSON.stringify(read(of(prefix)))).toBe(JSON.stringify(expected));
    }
  });

  test('an id in the value stands in where no header has one, so that a repeat is recognised', () => {
    const value = { ...plain, eventId: 'evt-1', eventSource: '/hr' };
    const withType = { 'ce-type': 'user.deprovisioned' };
    expect(read(record(value, withType))).toMatchObject({ event: { eventId: 'evt-1', eventSource: '/hr' } });
    const withId = { ...withType, ce_id: 'other' };
    expect(read(record(value, withId))).toMatchObject({
      event: { eventId: 'other', eventSource: 'kafka:user.deprovisioned' },
    });
  });
});

describe('An event that contradicts itself is refused by name:', () => {
  const attributes = {
    type: 'user.deprovisioned',
    id: 'e',
    source: '/hr',
    time: '2026-03-02T17:00:00Z',
    correlationid: 'c',
  };
  const changes: Headers = {
    type: OTHER_TYPE,
    id: 'other',
    source: '/other',
    time: '2026-03-02T17:00:01Z',
    correlationid: 'd',
  };
  const headersOf = (prefix: string, of: Headers): Headers =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [prefix + name, value]));

  test.each(Object.keys(changes))('%s', (name) => {
    const changed = { [name]: changes[name] ?? '' };
    const structured = { specversion: '1.0', ...attributes, data: plain };
    const records = [
      record(plain, { ...headersOf('ce_', attributes), ...headersOf('ce-', changed) }),
      record(plain, { ...headersOf('ce_', attributes), ...headersOf('CE_', changed) }),
      record(plain, headersOf('ce_', attributes), Object.entries(headersOf('ce_', changed))),
      record(structured, headersOf('ce_', changed)),
      record(structured, { 'content-type': 'application/cloudevents+json', ...headersOf('ce-', changed) }),
    ];
    for (const one of records) {
      expect(read(one)).toMatchObject({
        kind: 'invalid',
        code: 'invalid-event',
        violations: [{ field: name, rule: 'unambiguous' }],
      });
    }
  });

  test('what is said twice alike, or is not read, contradicts nothing', () => {
    const headers = { ...headersOf('ce_', attributes), ...headersOf('ce-', attributes), ce_subject: 'a' };
    const twice = record(plain, headers, [['ce_subject', 'b']]);
    expect(read(twice)).toMatchObject({ kind: 'event', event: { eventId: 'e', eventSource: '/hr' } });
    const structured = { specversion: '1.0', ...attributes, data: plain };
    expect(read(record(structured, headers))).toMatchObject({ kind: 'event', event: { eventId: 'e' } });
  });
});

test.each<[string, KafkaRecord]>([
  [
    'a contradiction',
    record(plain, { ce_id: 'e', ce_source: '/hr', ce_type: 'user.deprovisioned', 'ce-type': OTHER_TYPE }),
  ],
  ['a type that is no text', record({ ...envelope, type: 5, data: plain })],
  [
    'a type that only ends alike',
    record(plain, { ce_id: 'e', ce_source: '/hr', ce_type: 'xuser.deprovisioned' }),
  ],
])('an event that was refused for %s is no repeat once it is put right', (_, refused) => {
  const first = read(refused);
  const second = read(record(plain, { ce_id: 'e', ce_source: '/hr' }));
  if (first.kind !== 'invalid' || second.kind !== 'event') {
    throw new Error('one is invalid, the other is not');
  }
  expect(first.envelope.revocationId).toBe(second.event.revocationId);
  expect(first.envelope.fingerprint).not.toBe(second.event.fingerprint);
});

/** How the SDK writes an event: binary and structured, for Kafka, and as HTTP has it and Spring passes it on. */
const WRITERS: Readonly<Record<string, (event: CloudEvent<object>) => Message>> = {
  'binary for Kafka': (event) => Kafka.binary(event),
  'structured for Kafka': (event) => Kafka.structured(event),
  'binary for HTTP': (event) => HTTP.binary(event),
  'structured for HTTP': (event) => HTTP.structured(event),
};

function written(event: CloudEvent<object>, write: (event: CloudEvent<object>) => Message): KafkaRecord {
  const { headers, body } = write(event);
  const texts = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return record(body, Object.fromEntries(texts));
}

describe.each(Object.keys(WRITERS))('what the CloudEvents SDK writes, %s', (name) => {
  const write = WRITERS[name] ?? Kafka.binary;

  test('is read, or refused by its type', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(
            'user.deprovisioned',
            'com.example.user.deprovisioned',
            OTHER_TYPE,
            'user_deprovisioned',
          ),
          fc.stringMatching(/^[a-z.]{1,30}$/),
        ),
        fc.uuid(),
        (type, id) => {
          const event = new CloudEvent<object>({ id, source: '/hr', type, data: plain });
          const result = read(written(event, write));
          const isOurs = type === 'user.deprovisioned' || type.endsWith('.user.deprovisioned');
          expect(result).toMatchObject(
            isOurs
              ? { kind: 'event', event: { eventId: id, eventSource: '/hr', data: { userId: USER } } }
              : { kind: 'invalid', code: 'event-type-mismatch', envelope: { eventId: id } },
          );
        },
      ),
    );
  });
});

test('whatever signs a record shows, another type anywhere among them revokes nothing', () => {
  const prefixes = fc.constantFrom('ce_', 'ce-', 'CE_', 'Ce-', 'cloudEvents:', 'cloudEvents_');
  const sign = fc.tuple(
    prefixes,
    fc.constantFrom('id', 'source', 'specversion', 'time'),
    fc.constantFrom('1.0', 'e'),
  );
  fc.assert(
    fc.property(prefixes, fc.array(sign), fc.boolean(), fc.boolean(), (prefix, signs, isWrapped, isNamed) => {
      const headers = Object.fromEntries(signs.map(([before, name, text]) => [before + name, text]));
      const ours = isNamed ? { ce_type: 'user.deprovisioned' } : {};
      const value = isWrapped ? { specversion: '1.0', type: OTHER_TYPE, data: plain } : plain;
      const other = isWrapped ? {} : { [`${prefix}type`]: OTHER_TYPE };
      expect(read(record(value, { ...headers, ...ours, ...other })).kind).not.toBe('event');
    }),
  );
});
