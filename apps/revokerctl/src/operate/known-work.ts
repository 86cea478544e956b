import type { LedgerChange } from '#libs/lanes';
import type { RevocationCompleted } from '#libs/contracts';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';
import type { CommandDesk } from './command-desk.js';
import { readOpenRevocation } from '../ledger/open-revocation.js';
import { outcomeOf } from '../outcomes/read-outcome.js';
import { whoOf } from '../outcomes/describe-outcome.js';

export type Entry = Extract<LedgerChange, { readonly kind: 'entry' }>;

/** What the ledger knows of one revocation, or of the revocations of one event. */
export class KnownWork {
  readonly #found = new Map<string, Entry | 'forgotten'>();

  /** @param term a revocation id or an event id, compared whole */
  constructor(private readonly term: string) {}

  /** Fed with every change of the ledger. */
  see(change: LedgerChange): void {
    if (change.kind !== 'entry' && change.kind !== 'forgotten') {
      return;
    }
    const name = `${change.lane}/${change.id}`;
    if (change.kind === 'forgotten') {
      if (this.#found.has(name) || change.id === this.term) {
        this.#found.set(name, 'forgotten');
      }
    } else if (change.id === this.term || eventIdOf(change) === this.term) {
      this.#found.set(name, change);
    }
  }

  /**
   * The one that is meant: the only one in that state, else the only one.
   *
   * @param desk says so where the ledger holds what cannot be read: it may be in there
   * @throws CliError where there is none, or where it takes more to choose
   */
  one(preferred: Entry['state'], desk: Pick<CommandDesk, 'lanes' | 'refuseUnreadable'>): Entry {
    const found = [...this.#found.values()].filter((entry) => entry !== 'forgotten');
    const inState = found.filter(({ state }) => state === preferred);
    const [only] = inState.length === 1 ? inState : found;
    if (!only) {
      desk.refuseUnreadable(desk.lanes.map(({ lane }) => lane));
      throw new CliError(
        EXIT.notFound,
        this.#found.size > 0
          ? `The ledger has forgotten "${this.term}": its retention is over.`
          : `The ledger knows no revocation and no event with the id "${this.term}" ("revokerctl find" looks everywhere).`,
      );
    }
    if (inState.length !== 1 && found.length > 1) {
      const ids = found.map(({ id, lane, state }) => `${id} (lane ${lane}, ${state})`).join(', ');
      throw new CliError(
        EXIT.usage,
        `"${this.term}" has ${found.length} revocations, say which one: ${ids}.`,
      );
    }
    return only;
  }

  /** As it is by now. */
  of({ lane, id }: Pick<Entry, 'lane' | 'id'>): Entry | undefined {
    const entry = this.#found.get(`${lane}/${id}`);
    return entry === 'forgotten' ? undefined : entry;
  }
}

/** Of a settled one. */
export function settledOutcome(entry: Entry | undefined): RevocationCompleted | undefined {
  return entry?.state === 'settled' ? outcomeOf(entry.summary) : undefined;
}

/** "user.deprovisioned evt-7 of user 55a8…". */
export function describeWork(entry: Entry): string {
  const { eventType, eventId, who } =
    entry.state === 'open'
      ? readOpenRevocation(entry.id, entry.entry)
      : { ...outcomeOf(entry.summary), who: whoOf(outcomeOf(entry.summary) ?? {}) };
  return `${eventType ?? 'event'} ${eventId ?? ''} of ${who}`;
}

function eventIdOf(entry: Entry): string | undefined {
  return entry.state === 'open'
    ? readOpenRevocation(entry.id, entry.entry).eventId
    : outcomeOf(entry.summary)?.eventId;
}
