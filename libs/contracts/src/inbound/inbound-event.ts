import type { Secret } from '#libs/redaction';
import type { DeadLetterCode } from '../vocabulary/dead-letter-code.js';
import type { EventType } from '../vocabulary/event-type.js';
import type { Violation } from '../outcome/failure.js';
import type { SessionTerminated } from './session-terminated.js';
import type { TokenTypeHint } from './token-ref.js';
import type { UserDeprovisioned } from './user-deprovisioned.js';

/** A token reference after reading: from here on the token cannot be printed by accident (promise P6). */
export interface ReceivedToken {
  readonly token: Secret;
  readonly clientId?: string;
  readonly tokenTypeHint?: TokenTypeHint;
}

/**
 * The data of an event after reading: valid, without unknown fields and nulls,
 * UUIDs in lower case, lists without repeats. `correlationId` and `occurredAt`
 * come from the CloudEvents attributes where the data have none.
 */
export type Received<Data extends UserDeprovisioned | SessionTerminated> = Readonly<Omit<Data, 'tokens'>> & {
  readonly tokens?: readonly ReceivedToken[];
};

/** What identifies an event, whatever it says. */
export interface Envelope {
  /** The publisher's id, or one derived from the record's place and content. */
  readonly eventId: string;
  /** The publisher's source, or `kafka:<topic>`. */
  readonly eventSource: string;
  readonly eventType: EventType;
  /** UUIDv5 of source and id: the same for every copy of the event. */
  readonly revocationId: string;
  /** 32 hex digits of a SHA-256 over what the event asks for; the same in whatever mode or layout it is written. */
  readonly fingerprint: string;
  /** W3C Trace Context, where the record carries a well-formed one. */
  readonly traceparent?: string;
  /** The id under which the event is carried out when its revocation id is known with another fingerprint. */
  conflictId(): string;
}

export type InboundEvent = Envelope &
  (
    | { readonly eventType: 'user.deprovisioned'; readonly data: Received<UserDeprovisioned> }
    | { readonly eventType: 'session.terminated'; readonly data: Received<SessionTerminated> }
  );

/** What an invalid event says validly of itself: its outcome repeats it, so that the publisher recognises it. */
export interface EventSubject {
  readonly environmentId?: string;
  readonly userId?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly sessionId?: string;
  readonly correlationId?: string;
  readonly initiatedBy?: string;
  readonly cause?: string;
  readonly occurredAt?: string;
}

export type ReadResult =
  | {
      readonly kind: 'event';
      readonly event: InboundEvent;
      /** It says a time that has no meaning: the event goes without, and its outcome says so. */
      readonly time?: 'not-understood';
    }
  /** It is one of the events, but cannot be carried out: answered by a `failed` outcome. */
  | {
      readonly kind: 'invalid';
      readonly envelope: Envelope;
      readonly subject: EventSubject;
      readonly code: 'invalid-event' | 'event-type-mismatch';
      readonly message: string;
      readonly violations: readonly Violation[];
    }
  /** It is no event: answered by a dead letter. */
  | { readonly kind: 'unreadable'; readonly code: DeadLetterCode; readonly message: string };
