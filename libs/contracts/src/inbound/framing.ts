import { isUtf8 } from 'node:buffer';
import type { DeadLetterCode } from '../vocabulary/dead-letter-code.js';
import { merged, readHeaders, SPEC_VERSION, type AttributeName, type Headers } from './kafka-binding.js';
import { isJsonObject, type Attributes, type JsonObject } from './attributes.js';
import type { KafkaRecord } from '#libs/kafka';

export interface OpenedRecord {
  readonly kind: 'opened';
  readonly mode: 'cloudevents' | 'plain';
  readonly attributes: Attributes;
  /** Attributes of which the record says different things; they are missing among the others. */
  readonly ambiguous: readonly AttributeName[];
  readonly data: JsonObject;
}

interface Unopened {
  readonly kind: 'unreadable';
  readonly code: DeadLetterCode;
}

const unreadable = (code: DeadLetterCode): Unopened => ({ kind: 'unreadable', code });

/** Takes the data of a record out of whatever it is wrapped in. Total. */
export function openRecord(record: KafkaRecord, maxBytes: number): OpenedRecord | Unopened {
  if (record.fault === 'undecodable') {
    return unreadable('undecodable');
  }
  if (record.value === null) {
    return unreadable('tombstone');
  }
  if (record.value.length > maxBytes) {
    return unreadable('too-large');
  }
  const headers = readHeaders(record);
  if (headers.mode === 'unsupported') {
    return unreadable('unsupported-mode');
  }
  const body = parseJson(record.value);
  if (body === undefined) {
    return unreadable('not-json');
  }
  if (!isJsonObject(body.value)) {
    return unreadable('unknown-shape');
  }
  // The binding lets a structured event come without its content-type ("if present"); its own fields give it away.
  if (headers.mode === 'structured' || saysItIsAnEnvelope(body.value)) {
    return openStructured(body.value, headers);
  }
  const { attributes, ambiguous, traceparent } = headers;
  const { eventId, eventSource } = body.value;
  const ofValue = { id: eventId, source: eventSource, traceparent };
  if (headers.mode === 'plain') {
    return { kind: 'opened', mode: 'plain', attributes: ofValue, ambiguous, data: body.value };
  }
  // Without an id of its own in the headers, that of the value is better than one made up for each record.
  const standIns = attributes.id === undefined && typeof eventId === 'string' ? ofValue : { traceparent };
  return opened({ ...standIns, ...attributes }, ambiguous, body.value);
}

/** CloudEvents JSON Event Format 1.0.2, section 3. */
function openStructured(
  event: JsonObject,
  headers: Exclude<Headers, { mode: 'unsupported' }>,
): OpenedRecord | Unopened {
  if (event['specversion'] !== SPEC_VERSION) {
    return unreadable('unsupported-mode');
  }
  const base64 = event['data_base64'];
  let { data } = event;
  if (data === undefined && typeof base64 === 'string') {
    const decoded = parseJson(Buffer.from(base64, 'base64'));
    if (decoded === undefined) {
      return unreadable('not-json');
    }
    data = decoded.value;
  } else if (data === undefined && headers.mode === 'binary') {
    // The headers say that the value is the data: it repeats the attributes that they give.
    data = event;
  }
  if (!isJsonObject(data)) {
    return unreadable('unknown-shape');
  }
  const { attributes, ambiguous } = merged(headers.attributes, event);
  const { traceparent = headers.traceparent } = attributes;
  return opened({ ...attributes, traceparent }, [...headers.ambiguous, ...ambiguous], data);
}

function opened(attributes: Attributes, ambiguous: readonly AttributeName[], data: JsonObject): OpenedRecord {
  if (ambiguous.length === 0) {
    return { kind: 'opened', mode: 'cloudevents', attributes, ambiguous, data };
  }
  const neither = Object.fromEntries(ambiguous.map((name) => [name, undefined]));
  const unambiguous = { ...attributes, ...neither };
  return {
    kind: 'opened',
    mode: 'cloudevents',
    attributes: unambiguous,
    ambiguous: [...new Set(ambiguous)],
    data,
  };
}

const VERSION_FIELDS: ReadonlySet<string> = new Set(['specversion', 'cloudeventsversion']);

/** A version in whatever spelling: what is written wrongly, or by the specification of 2018, is refused, not guessed at. */
function saysItIsAnEnvelope(value: JsonObject): boolean {
  for (const name of Object.keys(value)) {
    const isLongEnough = name.length === 11 || name.length === 18;
    if (isLongEnough && VERSION_FIELDS.has(name.toLowerCase()) && value[name] !== null) {
      return true;
    }
  }
  return false;
}

/** Undefined for what is no JSON; wrapped, because JSON may be `null`. */
function parseJson(bytes: Buffer): { readonly value: unknown } | undefined {
  // Without this check, broken UTF-8 would pass as JSON with other characters in it.
  if (!isUtf8(bytes)) {
    return undefined;
  }
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as unknown };
  } catch {
    return undefined;
  }
}
