import type { RevocationCompleted } from '#libs/contracts';
import type { AskedWait } from '#libs/pingone';
import type { RecordPosition } from '../installation/record-position.js';

/**
 * - `waiting`: published, not taken in yet.
 * - `open`: being carried out.
 * - `settled`: it has its outcome.
 * - `forgotten`: settled, and the retention of the ledger is over.
 * - `unknown`: the event is there, and nothing tells what became of it (revokerctl audit does).
 */
export type MatchState = 'waiting' | 'open' | 'settled' | 'forgotten' | 'unknown';

/** What the topics know of one revocation in one lane. */
export interface RevocationMatch {
  readonly revocationId: string;
  readonly lane: number;
  readonly state: MatchState;
  readonly eventId?: string;
  readonly eventSource?: string;
  readonly eventType?: string;
  readonly who?: string;
  /** RFC 3339; of an open one. */
  readonly openedAt?: string;
  /** Of an open one. */
  readonly steps?: readonly string[];
  /** Of an open one: calls of its lane that wait because PingOne asked for it. */
  readonly asked?: readonly AskedWait[];
  /** Of an open one: what PingOne has answered so far. */
  readonly evidence?: readonly object[];
  /** Whether the topic has the outcome that the ledger holds: the same, another one, or none (any more). */
  readonly published?: 'same' | 'different' | 'absent';
  /** The last revision. */
  readonly outcome?: RevocationCompleted;
  readonly places: MatchPlaces;
}

export interface MatchPlaces {
  /** The event, and its repeats. */
  readonly events: readonly RecordPosition[];
  readonly ledger?: RecordPosition;
  /** Oldest first. */
  readonly outcomes: readonly RecordPosition[];
}

/** A record that was no event, and mentions what was looked for. */
export interface DeadLetterMatch {
  readonly code: string;
  readonly message: string;
  readonly origin: RecordPosition;
  readonly place: RecordPosition;
}
