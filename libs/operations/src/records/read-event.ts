import {
  type Envelope,
  type EventSubject,
  type EventType,
  type InboundRecord,
  readEvent,
  type ReadResult,
} from '#libs/contracts';

/** OATH token ids that one event may name, as the service takes them. */
export const MAX_TOKENS_PER_EVENT = 5_000;

/** What the service reads in this record. */
export function readAsService(record: InboundRecord, type: EventType): ReadResult {
  return readEvent(record, type, { maxTokens: MAX_TOKENS_PER_EVENT });
}

/** Of an event that the service can identify, valid or not. */
export interface IdentifiedEvent {
  readonly envelope: Envelope;
  readonly subject: EventSubject;
}

/** Undefined for a record that becomes a dead letter. */
export function identifiedBy(reading: ReadResult): IdentifiedEvent | undefined {
  switch (reading.kind) {
    case 'event':
      return { envelope: reading.event, subject: reading.event.data };
    case 'invalid':
      return { envelope: reading.envelope, subject: reading.subject };
    case 'unreadable':
      return undefined;
  }
}
