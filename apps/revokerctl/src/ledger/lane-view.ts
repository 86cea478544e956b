import type { LedgerChange } from '#libs/lanes';
import { UnreadableRecords, type UnreadableRecord } from './unreadable-records.js';

type Change<Kind extends LedgerChange['kind']> = Extract<LedgerChange, { readonly kind: Kind }>;
export type OpenEntry = Extract<LedgerChange, { readonly kind: 'entry'; readonly state: 'open' }>;

/** What a lane's ledger comes to, fed change by change in offset order. */
export class LaneView {
  owner: Change<'owner'> | undefined;
  meta: Change<'meta'> | undefined;
  control: Change<'control'> | undefined;
  /** That it has lost data, as long as nobody has accepted it. */
  lost: Change<'lost'> | undefined;
  /** The last loss that was accepted. */
  loss: Change<'loss'> | undefined;
  /** By the id of their command. */
  readonly replays = new Map<string, Change<'replay'>>();
  /** By `topic/partition`. */
  readonly positions = new Map<string, Change<'position'>>();
  readonly open = new Map<string, OpenEntry>();
  readonly settled = new Set<string>();
  readonly #unreadable = new UnreadableRecords();
  /** When the lane last wrote, epoch milliseconds. */
  lastWriteAt: number | undefined;

  /**
   * @param readUntil the end of its partition when it was read: what comes later may be followed from there
   * @param readFrom its beginning
   */
  constructor(
    readonly lane: number,
    readonly readUntil = 0n,
    readonly readFrom = 0n,
  ) {}

  get unreadable(): readonly UnreadableRecord[] {
    return this.#unreadable.all;
  }

  apply(change: LedgerChange): void {
    this.lastWriteAt = change.timestamp;
    this.#unreadable.see(change);
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
      case 'forgotten-replay':
        this.replays.delete(change.id);
        break;
      case 'lost':
        this.lost = change;
        break;
      case 'loss':
        this.loss = change;
        this.lost = undefined;
        break;
      case 'unreadable':
      case 'note':
        break;
    }
  }

  #forget(id: string): void {
    this.open.delete(id);
    this.settled.delete(id);
  }
}
