import type { LedgerChange } from '#libs/lanes';

type Change<Kind extends LedgerChange['kind']> = Extract<LedgerChange, { readonly kind: Kind }>;
export type OpenEntry = Extract<LedgerChange, { readonly kind: 'entry'; readonly state: 'open' }>;

export type UnreadableRecord = Change<'unreadable'>;

/** What a lane's ledger comes to, fed change by change in offset order. */
export class LaneView {
  owner: Change<'owner'> | undefined;
  meta: Change<'meta'> | undefined;
  control: Change<'control'> | undefined;
  /** By the id of their command. */
  readonly replays = new Map<string, Change<'replay'>>();
  /** By `topic/partition`. */
  readonly positions = new Map<string, Change<'position'>>();
  readonly open = new Map<string, OpenEntry>();
  readonly settled = new Set<string>();
  readonly unreadable: UnreadableRecord[] = [];
  /** When the lane last wrote, epoch milliseconds. */
  lastWriteAt: number | undefined;

  constructor(readonly lane: number) {}

  apply(change: LedgerChange): void {
    this.lastWriteAt = change.timestamp;
    switch (change.kind) {
      case 'entry':
        this.#forget(change.id);
        if (change.state === 'open') {
          this.open.set(change.id, change);
        } else {
          this.settled.add(change.id);
        }
        break;
      case 'forgotten':
        this.#forget(change.id);
        break;
      case 'position':
        this.positions.set(`${change.topic}/${change.partition}`, change);
        break;
      case 'owner':
        this.owner = change;
        break;
      case 'meta':
        this.meta = change;
        break;
      case 'control':
        this.control = change;
        break;
      case 'replay':
        this.replays.set(change.command.id, change);
        break;
      case 'unreadable':
        this.unreadable.push(change);
        break;
    }
  }

  #forget(id: string): void {
    this.open.delete(id);
    this.settled.delete(id);
  }
}
