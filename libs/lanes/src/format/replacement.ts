import {
  encodeControl,
  encodeEntry,
  encodeMeta,
  encodePosition,
  type LedgerMeta,
  type SettledEntry,
} from './ledger-format.js';
import { parseLedgerKey } from './ledger-keys.js';

/** What is known beside the record that is to be replaced. */
export interface ReplacementFacts {
  /** Newest format of entries that the service reads. */
  readonly format: number;
  /** ISO 8601: when it is replaced, and by whom. */
  readonly at: string;
  readonly by?: string;
  /** As the other lanes have it. */
  readonly meta: Omit<LedgerMeta, 'format'>;
  /** Of the revocation whose entry it was, where its outcome is known by other ways. */
  readonly settled?: SettledEntry;
  /** Not beyond the true position: what is read again is recognised. */
  readonly position?: bigint;
}

/**
 * What may be written over a ledger record that cannot be read, so that its lane
 * runs again. It never pretends to know what is lost: an open entry is forgotten,
 * rather than taken up at a step that may be over.
 *
 * @returns the value, null for a tombstone; undefined where it cannot be replaced, or need not be
 */
export function replacementFor(key: string, facts: ReplacementFacts): string | null | undefined {
  const { format, at, by, meta, settled, position } = facts;
  switch (parseLedgerKey(key).kind) {
    case 'entry':
      return settled ? encodeEntry(settled, format) : null;
    case 'position':
      return position === undefined ? undefined : encodePosition({ next: position });
    case 'replay':
    case 'note':
    case 'lost':
    case 'loss':
      return null;
    case 'control':
      // Whether an operator has stopped the lane is lost: the safe one of the two.
      return encodeControl({ paused: true, at, ...(by !== undefined && { by }) });
    case 'meta':
      return encodeMeta({ format, ...meta });
    case 'owner':
    case 'unknown':
      // The next taking of the lane writes its own; keys of a later version are left alone.
      return undefined;
  }
}
