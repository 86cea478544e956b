import { isUtf8 } from 'node:buffer';
import type { DeadLetterCode } from '../vocabulary/dead-letter-code.js';
import { hasFormatOfStructuredMode, readHeaders, SPEC_VERSION } from './kafka-binding.js';
import { isJsonObject, type Attributes, type JsonObject } from './attributes.js';
import type { InboundRecord } from './inbound-record.js';

export interface OpenedRecord {
  readonly kind: 'opened';
  readonly mode: 'cloudevents' | 'plain';
  readonly attributes: Attributes;
  readonly data: JsonObject;
}

interface Unopened {
  readonly kind: 'unreadable';
  readonly code: DeadLetterCode;
}

const unreadable = (code: DeadLetterCode): Unopened => ({ kind: 'unreadable', code });

/** Takes the data of a record out of whatever it is wrapped in. Total. */
export function openRecord(record: InboundRecord, maxBytes: number): OpenedRecord | Unopened {
  if (record.fault === 'undecodable') {
    return unreadable('undecodable');
  }
  if (record.value === null) {
    return unreadable('tombstone');
  }
  if (record.value.length > maxBytes) {
    return unreadable('too-large');
  }
  const headers = readHeaders(record.headers);
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
  if (headers.mode === 'binary') {
    return { kind: 'opened', mode: 'cloudevents', attributes: headers.attributes, data: body.value };
  }
  // The binding lets a structured event come without its content-type ("if present"); its own fields give it away.
  if (headers.mode === 'structured' || hasFormatOfStructuredMode(body.value)) {
    return openStructured(body.value, headers.traceparent);
  }
  const { eventId, eventSource } = body.value;
  const attributes = { id: eventId, source: eventSource, traceparent: headers.traceparent };
  return { kind: 'opened', mode: 'plain', attributes, data: body.value };
}

/** CloudEvents JSON Event Format 1.0.2, section 3. */
function openStructured(event: JsonObject, traceparent: string | undefined): OpenedRecord | Unopened {
  if (event['specversion'] !== SPEC_VERSION) {
    return unreadable('unsupported-mode');
  }
  let { data } = event;
  const base64 = event['data_base64'];
  if (data === undefined && typeof base64 === 'string') {
    const decoded = parseJson(Buffer.from(base64, 'base64'));
    if (decoded === undefined) {
      return unreadable('not-json');
    }
    data = decoded.value;
  }
  if (!isJsonObject(data)) {
    return unreadable('unknown-shape');
  }
  const attributes = { ...event, traceparent: event['traceparent'] ?? traceparent };
  return { kind: 'opened', mode: 'cloudevents', attributes, data };
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
