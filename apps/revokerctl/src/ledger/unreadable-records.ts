import type { LedgerChange } from '#libs/lanes';

export type UnreadableRecord = Extract<LedgerChange, { readonly kind: 'unreadable' }>;

/** What keeps lanes from running: records that cannot be read, and that nothing later of their key has replaced. */
export class UnreadableRecords {
  readonly #byKey = new Map<string, UnreadableRecord>();

  /** Every change of a ledger, in offset order within each lane. */
  see(change: LedgerChange): void {
    const name = `${change.lane}/${change.key === '' ? `@${change.offset}` : change.key}`;
    this.#byKey.delete(name);
    if (change.kind === 'unreadable') {
      this.#byKey.set(name, change);
    }
  }

  get all(): readonly UnreadableRecord[] {
    return [...this.#byKey.values()];
  }
}
