import { fingerprintOf } from '../identity/fingerprint.js';
import { conflictIdOf, derivedEventId, revocationIdOf } from '../identity/ids.js';
import { isText } from '../schema/rules.js';
import type { EventType } from '../vocabulary/event-type.js';
import type { Attributes } from './attributes.js';
import type { Envelope } from './inbound-event.js';
import type { KafkaRecord } from '#libs/kafka';

export const MAX_ID_LENGTH = 256;
export const MAX_SOURCE_LENGTH = 512;

/** W3C Trace Context, version 00: anything else would only break the trace. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The default name of the topic, with or without a reverse-DNS prefix; nothing said is nothing contradicted. */
export function isOfType(type: unknown, expected: EventType): boolean {
  return (
    type === undefined ||
    type === null ||
    type === expected ||
    (typeof type === 'string' && type.endsWith(`.${expected}`))
  );
}

export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

/**
 * What a record is about, for its fingerprint. A record of another type is other
 * content, whatever its fields are. So is one that is refused for what the
 * fingerprint leaves out: with the same id put right, it must not pass for a repeat.
 */
export function contentType(expected: EventType, type: unknown, refused: 'refused' | 'read'): string {
  if (typeof type === 'string' && !isOfType(type, expected)) {
    return type;
  }
  return refused === 'refused' ? `${expected} (refused)` : expected;
}

/** An id or source that is missing or unusable is made up from what the record has; total. */
export function identify(
  { topic, partition, offset }: KafkaRecord,
  { eventType, content }: { readonly eventType: EventType; readonly content: string },
  { id, source, traceparent }: Attributes,
  data: object,
): Envelope {
  const fingerprint = fingerprintOf(content, data);
  const eventSource = isText(source, MAX_SOURCE_LENGTH) ? source : `kafka:${topic}`;
  const eventId = isText(id, MAX_ID_LENGTH) ? id : derivedEventId({ topic, partition, offset }, fingerprint);
  const revocationId = revocationIdOf(eventSource, eventId);
  return {
    eventId,
    eventSource,
    eventType,
    revocationId,
    fingerprint,
    ...(isTraceparent(traceparent) ? { traceparent } : {}),
    conflictId: () => conflictIdOf(revocationId, fingerprint),
  };
}
