import type { Violation } from '../outcome/failure.js';
import type { ContractClass } from '../schema/describe.js';
import { isText } from '../schema/rules.js';
import { DEAD_LETTER_MESSAGES } from '../vocabulary/dead-letter-code.js';
import type { EventType } from '../vocabulary/event-type.js';
import { violationsOf } from './check.js';
import { contentType, identify, isOfType, MAX_ID_LENGTH, MAX_SOURCE_LENGTH } from './envelope.js';
import type { Attributes } from './attributes.js';
import { openRecord, type OpenedRecord } from './framing.js';
import type { EventSubject, InboundEvent, ReadResult } from './inbound-event.js';
import type { KafkaRecord } from '#libs/kafka';
import { pickKnown } from './known-data.js';
import { normalised, toReceived } from './received.js';
import { understoodTime } from './understood-time.js';
import { SessionTerminated } from './session-terminated.js';
import { UserDeprovisioned } from './user-deprovisioned.js';

export interface ReadOptions {
  /** Most elements a list of an event may have, repeats included. */
  readonly maxTokens: number;
  /** Longest value that is looked at, in bytes; Kafka's own default limit where it is missing. */
  readonly maxBytes?: number;
}

/** What is listed at most: the outcome of an event full of errors must still fit into a message. */
const MAX_VIOLATIONS = 50;

const KAFKA_DEFAULT_MAX_BYTES = 1_048_588;

const CLASSES: Readonly<Record<EventType, ContractClass<UserDeprovisioned | SessionTerminated>>> = {
  'user.deprovisioned': UserDeprovisioned,
  'session.terminated': SessionTerminated,
};

/**
 * What a record says. Total: whatever the bytes, it returns one of three
 * answers and never throws (promise P1). No answer holds a value of the record
 * in a message or a violation (promise P6).
 *
 * A record is understood as one of the events when its data are a JSON object
 * and its publisher gave it an id, or at least one field of that event is there.
 */
export function readEvent(record: KafkaRecord, expected: EventType, options: ReadOptions): ReadResult {
  const opened = openRecord(record, options.maxBytes ?? KAFKA_DEFAULT_MAX_BYTES);
  if (opened.kind === 'unreadable') {
    return { ...opened, message: DEAD_LETTER_MESSAGES[opened.code] };
  }
  const { attributes } = opened;
  const published = pickKnown(CLASSES[expected], opened.data);
  if (isAbsent(attributes.id) && Object.keys(published).length === 0) {
    return { kind: 'unreadable', code: 'unknown-shape', message: DEAD_LETTER_MESSAGES['unknown-shape'] };
  }

  const { data, names } = withAttributes(published, opened);
  const found = violationsOf(CLASSES[expected], data, options.maxTokens);
  // Almost no event breaks a rule: only then is a time looked at more closely.
  const time = found.some(isOfTime) ? mendTime(data, attributes.time) : 'read';
  const others = time === 'read' ? found : found.filter((one) => !isOfTime(one));
  // Who has to correct the event anyway is told of its time, too.
  const broken = time === 'not-understood' && others.length > 0 ? found : others;
  const violations = [
    ...opened.ambiguous.map((field) => ({ field, rule: 'unambiguous' })),
    ...violationsOfAttributes(attributes, opened.mode),
    ...broken.map(({ field, rule }) => ({ field: names.get(field) ?? field, rule })),
  ];
  const isExpected = isOfType(attributes.type, expected);
  const of = { eventType: expected, content: expected };
  if (!isExpected || violations.length > 0) {
    const refused = violations.every(isOfTheMessage) ? 'refused' : 'read';
    const content = contentType(expected, attributes.type, refused);
    return {
      kind: 'invalid',
      envelope: identify(record, { ...of, content }, attributes, data),
      subject: subjectOf(data, broken),
      ...(isExpected ? invalid(expected, violations) : mismatch(expected)),
    };
  }
  const valid = normalised(data);
  const envelope = identify(record, of, attributes, valid);
  // The class was chosen by the event type; TypeScript cannot follow that through the table.
  const event = { ...envelope, data: toReceived(valid) } as InboundEvent;
  return { kind: 'event', event, ...(time === 'not-understood' ? { time } : {}) };
}

const isOfTime = ({ field }: Violation): boolean => field === 'occurredAt';

/** "A time that has one meaning is taken; one that has none costs the time, not the revocation." */
function mendTime(data: Published, ofEnvelope: unknown): 'mended' | 'not-understood' {
  const fields = data as { occurredAt?: string };
  const said = understoodTime(fields.occurredAt);
  const time = said ?? understoodTime(ofEnvelope);
  if (time === undefined) {
    delete fields.occurredAt;
  } else {
    fields.occurredAt = time;
  }
  return said === undefined ? 'not-understood' : 'mended';
}

type Reasons = Pick<ReadResult & { kind: 'invalid' }, 'code' | 'message' | 'violations'>;

function invalid(expected: EventType, violations: readonly Violation[]): Reasons {
  const rules = violations.length === 1 ? 'a rule' : `${violations.length} rules`;
  return {
    code: 'invalid-event',
    message: `The event breaks ${rules} of ${expected}.`,
    violations: violations.slice(0, MAX_VIOLATIONS),
  };
}

function mismatch(expected: EventType): Reasons {
  return {
    code: 'event-type-mismatch',
    message: `The CloudEvents type of the record is not ${expected}.`,
    violations: [{ field: 'type', rule: 'eventType' }],
  };
}

/** It says nothing against the data, which alone decide the fingerprint. */
function isOfTheMessage({ field, rule }: Violation): boolean {
  return rule === 'unambiguous' || OF_THE_MESSAGE.has(field);
}

const OF_THE_MESSAGE: ReadonlySet<string> = new Set([
  'time',
  'occurredAt',
  'correlationid',
  'correlationId',
  'source',
  'eventSource',
]);

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function violationsOfAttributes({ id, source }: Attributes, mode: OpenedRecord['mode']): Violation[] {
  const [idName, sourceName] = mode === 'plain' ? ['eventId', 'eventSource'] : ['id', 'source'];
  return [
    ...(isAbsent(id) || isText(id, MAX_ID_LENGTH) ? [] : [{ field: idName, rule: 'isText' }]),
    ...(isAbsent(source) || isText(source, MAX_SOURCE_LENGTH) ? [] : [{ field: sourceName, rule: 'isText' }]),
  ];
}

type Published = UserDeprovisioned | SessionTerminated;

/** `time` and `correlationid` stand in for the fields of the data; a violation then names the attribute. */
function withAttributes(
  published: Published,
  { attributes, mode }: OpenedRecord,
): { readonly data: Published; readonly names: ReadonlyMap<string, string> } {
  const data = published as { occurredAt?: unknown; correlationId?: unknown };
  const names = new Map<string, string>();
  if (mode === 'cloudevents' && data.occurredAt === undefined && !isAbsent(attributes.time)) {
    data.occurredAt = attributes.time;
    names.set('occurredAt', 'time');
  }
  if (mode === 'cloudevents' && data.correlationId === undefined && !isAbsent(attributes.correlationid)) {
    data.correlationId = attributes.correlationid;
    names.set('correlationId', 'correlationid');
  }
  return { data: published, names };
}

const SUBJECT_FIELDS = [
  'environmentId',
  'userId',
  'username',
  'externalId',
  'sessionId',
  'correlationId',
  'initiatedBy',
  'cause',
  'occurredAt',
] as const satisfies readonly (keyof EventSubject)[];

const UUID_FIELDS: ReadonlySet<string> = new Set(['environmentId', 'userId']);

/** What breaks a rule may be a secret in the wrong field: it is not repeated. */
function subjectOf(data: Published, violations: readonly Violation[]): EventSubject {
  const broken = new Set(violations.map(({ field }) => field));
  const subject: Partial<Record<keyof EventSubject, string>> = {};
  for (const field of SUBJECT_FIELDS) {
    const value: unknown = (data as EventSubject)[field];
    if (typeof value === 'string' && !broken.has(field)) {
      subject[field] = UUID_FIELDS.has(field) ? value.toLowerCase() : value;
    }
  }
  return subject;
}
