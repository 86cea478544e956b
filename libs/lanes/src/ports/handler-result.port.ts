import type { LaneRecord, Publication } from './lane-record.js';

/** An identity for de-duplication. */
export interface RecordIdentity {
  /** UUID; the same for every copy of an event. */
  readonly id: string;
  /** Hex, at least 16 characters; the same for the same content. */
  readonly fingerprint: string;
  /** The id under which other content with a known id is carried out; asked for only then. */
  conflictId(): string;
}

/**
 * What is to become of a record. The lane adds the verdicts that only it can
 * give: `ignored` (the id and fingerprint are known) and `id-conflict` (the id
 * is known with another fingerprint).
 */
export type HandlerResult<Entry> =
  /** Long-running work. `open` builds its first entry, under the id the lane decided on. */
  | { readonly kind: 'work'; readonly identity: RecordIdentity; open(id: string): Entry }
  /** Answered at once; remembered like finished work, so that a repeat is ignored. */
  | { readonly kind: 'answer'; readonly identity: RecordIdentity; answer(id: string): Settlement }
  /** Not understood as an event: it has no identity to remember it by. */
  | { readonly kind: 'dead-letter'; readonly code: string; readonly publication: Publication };

/** The end of a piece of work: what the ledger keeps of it, and what the world is told, in one transaction. */
export interface Settlement {
  /** JSON; what a replay with `--republish` publishes again. Must hold no secret. */
  readonly summary: object;
  readonly publications: readonly Publication[];
  /** Called when it is durable, and not at all where that never comes true: the place to count. */
  readonly committed?: () => void;
}

/**
 * To implementers: called once per record and ownership of a lane, in offset
 * order per partition, synchronously within a fetched chunk as far as possible.
 * A record whose answer was not committed before a crash comes again. It must
 * be total: what cannot be understood is a dead letter, never an exception.
 */
export type RecordHandler<Entry> = (
  record: LaneRecord,
) => HandlerResult<Entry> | Promise<HandlerResult<Entry>>;
