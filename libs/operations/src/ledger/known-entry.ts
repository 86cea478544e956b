import type { RevocationCompleted } from '#libs/contracts';
import type { LedgerChange } from '#libs/lanes';
import { outcomeOf } from '../records/read-outcome.js';
import { type OpenRevocation, type Origin, readOpenRevocation } from './open-revocation.js';

export type EntryChange = Extract<LedgerChange, { readonly kind: 'entry' }>;

export interface SettledRevocation {
  readonly state: 'settled';
  readonly lane: number;
  readonly revocationId: string;
  readonly offset: bigint;
  readonly origin: Origin;
  readonly fingerprint: string;
  /** Undefined where the entry holds none, which a service never writes. */
  readonly outcome: RevocationCompleted | undefined;
}

/** The ledger's last word on a revocation. */
export type KnownEntry = OpenRevocation | SettledRevocation;

export function readEntry(change: EntryChange): KnownEntry {
  if (change.state === 'open') {
    return readOpenRevocation(change);
  }
  const { lane, id, offset, origin, fingerprint, summary } = change;
  const outcome = outcomeOf(summary);
  return { state: 'settled', lane, revocationId: id, offset, origin, fingerprint, outcome };
}

function eventIdOf(entry: KnownEntry): string | undefined {
  return entry.state === 'open' ? entry.eventId : entry.outcome?.eventId;
}

export interface Wanted {
  readonly entry: (entry: KnownEntry, change: EntryChange) => boolean;
  readonly id: (id: string, lane: number) => boolean;
}

/**
 * Keeps the entries that a question is about, and follows them: the projection itself
 * remembers little of what is settled.
 */
export class WatchedEntries {
  readonly #found = new Map<string, KnownEntry | 'forgotten'>();

  /** @param wanted asked of each entry; of one that was found the later states are kept as well */
  constructor(private readonly wanted: Wanted) {}

  /** For `LedgerProjection.subscribe`. */
  readonly see = (change: LedgerChange): void => {
    if (change.kind !== 'entry' && change.kind !== 'forgotten') {
      return;
    }
    const name = `${change.lane}/${change.id}`;
    const isKnown = this.#found.has(name) || this.wanted.id(change.id, change.lane);
    if (change.kind === 'forgotten') {
      if (isKnown) {
        this.#found.set(name, 'forgotten');
      }
      return;
    }
    const entry = readEntry(change);
    if (isKnown || this.wanted.entry(entry, change)) {
      this.#found.set(name, entry);
    }
  };

  /** By `lane/id`; `forgotten`: the ledger knew it, and its retention is over. */
  get found(): ReadonlyMap<string, KnownEntry | 'forgotten'> {
    return this.#found;
  }

  /** Those that the ledger still knows. */
  get all(): readonly KnownEntry[] {
    return [...this.#found.values()].filter((entry) => entry !== 'forgotten');
  }

  /** As it is by now; undefined once it is forgotten. */
  of({ lane, revocationId }: Pick<KnownEntry, 'lane' | 'revocationId'>): KnownEntry | undefined {
    const entry = this.#found.get(`${lane}/${revocationId}`);
    return entry === 'forgotten' ? undefined : entry;
  }
}

/** Follows one revocation, or the revocations of one event. @param term an id, compared whole */
export function watchById(term: string): WatchedEntries {
  return new WatchedEntries({ entry: (entry) => eventIdOf(entry) === term, id: (id) => id === term });
}
