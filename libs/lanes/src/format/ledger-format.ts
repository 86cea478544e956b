import { encodeCommand, type ReplayCommand } from './operator-command.js';

/**
 * The values of the ledger: JSON that a person can read in any Kafka tool. `v`
 * is the version of this envelope, `format` the application's version of what
 * is inside. A version of the service writes what the version before it can
 * read; what it cannot read itself stops the lane instead of being guessed at.
 */
export const ENVELOPE_VERSION = 1;

/** Where the record came from that opened an entry. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: number;
}

export interface OpenEntry<Entry> {
  readonly state: 'open';
  readonly fingerprint: string;
  readonly origin: Origin;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly entry: Entry;
}

export interface SettledEntry {
  readonly state: 'settled';
  readonly fingerprint: string;
  readonly origin: Origin;
  readonly summary: object;
}

export interface LedgerMeta {
  readonly format: number;
  readonly lanes: number;
  /** Partitions per input topic when it was last looked at: what is beyond them has grown later. */
  readonly inputs: Readonly<Record<string, number>>;
  /** Id of the Kafka cluster: of another one, which this ledger was copied from, ids of topics say nothing. */
  readonly cluster?: string;
}

export interface LedgerOwner {
  /** For people: who holds the lane. */
  readonly by: string;
  readonly producerId: string;
  readonly epoch: number;
}

/** What operators have decided about the lane as a whole. */
export interface LaneControl {
  /** An emergency stop: nothing is begun and no event is read until it is lifted. */
  readonly paused: boolean;
  /** ISO 8601; absent while no operator has decided anything. */
  readonly at?: string;
  readonly by?: string;
}

/** The ledger was found to have lost data. */
export interface FoundLoss {
  /** ISO 8601. */
  readonly at: string;
  /** What it was known to reach. */
  readonly end: bigint;
  /** A sentence. */
  readonly how: string;
}

/** An operator goes on without what the ledger has lost. */
export interface AcceptedLoss {
  /** ISO 8601. */
  readonly at: string;
  readonly by?: string;
  /** What the ledger was known to reach: what was known before counts no more. */
  readonly end: bigint;
  /** Where it began when that was decided. */
  readonly start: bigint;
  /** Of outcomes of events that may have been answered before: higher than any that was published. */
  readonly revision: number;
  /** Where the lane's input partitions ended then, by `${topic}/${partition}`: events before may have been answered. */
  readonly until: Readonly<Record<string, bigint>>;
}

export interface ReplayCounts {
  /** Records that the filter let through. */
  readonly read: number;
  readonly skipped: number;
  readonly opened: number;
  readonly republished: number;
  readonly unreadable: number;
  /** Offsets that retention has eaten. */
  readonly expired: number;
}

export interface StoredReplay {
  readonly command: ReplayCommand;
  readonly next: bigint;
  readonly status: 'running' | 'paused' | 'cancelled' | 'done';
  readonly counts: ReplayCounts;
  /** Which topic its offsets are of, as far as Kafka says. */
  readonly topicId?: string;
}

export interface RestoredReplay extends StoredReplay {
  /** Epoch milliseconds, of its last record. */
  readonly writtenAt: number;
}

/** Where reading goes on, and what tells a topic from one that was created anew under the same name. */
export interface StoredPosition {
  readonly next: bigint;
  /** The record before that place. */
  readonly last?: { readonly offset: bigint; readonly timestamp: number };
  /** Which topic it is a place in; absent where Kafka gives no ids, and where an earlier version wrote it. */
  readonly topicId?: string;
}

export function encodeEntry(entry: OpenEntry<unknown> | SettledEntry, format: number): string {
  const { topic, partition, offset, timestamp } = entry.origin;
  const head = {
    v: ENVELOPE_VERSION,
    format,
    state: entry.state,
    fingerprint: entry.fingerprint,
    origin: [topic, partition, offset.toString(), timestamp],
  };
  return entry.state === 'open'
    ? JSON.stringify({ ...head, openedAt: entry.openedAt, entry: entry.entry })
    : JSON.stringify({ ...head, summary: entry.summary });
}

export function encodeMeta(meta: LedgerMeta): string {
  return JSON.stringify({ v: ENVELOPE_VERSION, ...meta });
}

export function encodeOwner(owner: LedgerOwner): string {
  return JSON.stringify({ v: ENVELOPE_VERSION, ...owner });
}

export function encodeControl(control: LaneControl): string {
  return JSON.stringify({ v: ENVELOPE_VERSION, ...control });
}

export function encodeLost({ at, end, how }: FoundLoss): string {
  return JSON.stringify({ v: ENVELOPE_VERSION, at, end: end.toString(), how });
}

export function encodeLoss({ at, by, end, start, revision, until }: AcceptedLoss): string {
  const offsets = Object.entries(until).map(([place, offset]) => [place, offset.toString()] as const);
  return JSON.stringify({
    v: ENVELOPE_VERSION,
    at,
    by,
    end: end.toString(),
    start: start.toString(),
    revision,
    until: Object.fromEntries(offsets),
  });
}

export function encodeNote(note: object): string {
  return JSON.stringify({ v: ENVELOPE_VERSION, note });
}

export function encodeReplay({ command, next, status, counts, topicId }: StoredReplay): string {
  const text = JSON.parse(encodeCommand(command)) as object;
  return JSON.stringify({
    v: ENVELOPE_VERSION,
    status,
    next: next.toString(),
    counts,
    command: text,
    topicId,
  });
}

export function encodePosition({ next, last, topicId }: StoredPosition): string {
  return JSON.stringify({
    v: ENVELOPE_VERSION,
    next: next.toString(),
    ...(last && { last: [last.offset.toString(), last.timestamp] }),
    topicId,
  });
}
