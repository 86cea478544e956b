import type { KafkaRecord, TopicRange } from '#libs/kafka';
import { decodeLedgerRecord, isUuid, type LedgerChange, SettledIndex } from '#libs/lanes';
import { type OpenRevocation, readOpenRevocation } from './open-revocation.js';

/** The newest format of ledger entries that this version reads; the service writes the same. */
export const ENTRY_FORMAT = 1;

type Change<Kind extends LedgerChange['kind']> = Extract<LedgerChange, { readonly kind: Kind }>;
export type UnreadableRecord = Change<'unreadable'>;
export type LaneReplay = Change<'replay'>;

/** What the ledger of one lane comes to, fed change by change in offset order. */
export class LaneProjection {
  owner: Change<'owner'> | undefined;
  meta: Change<'meta'> | undefined;
  control: Change<'control'> | undefined;
  /** That it has lost data, until an operator accepts it. */
  lost: Change<'lost'> | undefined;
  /** The last loss that was accepted. */
  loss: Change<'loss'> | undefined;
  /** By the id of their command. */
  readonly replays = new Map<string, LaneReplay>();
  /** By `topic/partition`. */
  readonly positions = new Map<string, Change<'position'>>();
  /** By revocation id. */
  readonly open = new Map<string, OpenRevocation>();
  readonly settled = new SettledIndex();
  /** When the lane last wrote, epoch milliseconds. */
  lastWriteAt: number | undefined;
  /**
   * Whether the lane has refused to run. A lane that is taken writes its `owner` record as
   * the barrier of its restore: if something before it could not be read by then, the
   * lane has stopped there, and no instance runs it until the next `owner`.
   */
  hasStopped = false;
  readonly #unreadable = new Map<string, UnreadableRecord>();

  /**
   * @param readUntil the end of its partition when it was read: what comes later may be followed from there
   * @param readFrom its beginning
   */
  constructor(
    readonly lane: number,
    readonly readUntil = 0n,
    readonly readFrom = 0n,
  ) {}

  /** What keeps the lane from running: records that cannot be read, and that nothing later of their key has replaced. */
  get unreadable(): readonly UnreadableRecord[] {
    return [...this.#unreadable.values()];
  }

  /** State and fingerprint of what the lane knows under this id. */
  find(id: string): { readonly state: 'open' | 'settled'; readonly fingerprint: string } | undefined {
    const open = this.open.get(id);
    if (open) {
      return open;
    }
    const settled = isUuid(id) ? this.settled.get(id) : undefined;
    return settled && { state: 'settled', fingerprint: settled.fingerprint };
  }

  apply(change: LedgerChange): void {
    this.lastWriteAt = change.timestamp;
    // Without a key nothing can replace it.
    const name = change.key === '' ? `@${change.offset}` : change.key;
    this.#unreadable.delete(name);
    switch (change.kind) {
      case 'unreadable':
        this.#unreadable.set(name, change);
        break;
      case 'entry':
        this.#forget(change.id);
        if (change.state === 'open') {
          this.open.set(change.id, readOpenRevocation(change));
        } else {
          this.settled.add(change.id, change.fingerprint, change.offset, change.timestamp);
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
        this.hasStopped = this.#unreadable.size > 0;
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
      case 'forgotten-loss':
        this[change.of] = undefined;
        break;
      case 'note':
        break;
    }
  }

  #forget(id: string): void {
    this.open.delete(id);
    if (isUuid(id)) {
      this.settled.delete(id);
    }
  }
}

export type LedgerListener = (change: LedgerChange) => void;

/**
 * The one projection of the ledger: all that its records come to, lane by lane, for
 * every question of an operator. It keeps open revocations and, of each settled one,
 * where its outcome is.
 */
export class LedgerProjection {
  readonly lanes: readonly LaneProjection[];
  readonly #listeners = new Set<LedgerListener>();

  /** @param ranges the partitions of the ledger, as they were when reading began */
  constructor(ranges: readonly Omit<TopicRange, 'topic'>[]) {
    this.lanes = ranges.map(({ partition, from, until }) => new LaneProjection(partition, until, from));
  }

  /** In offset order within each lane. */
  apply(record: KafkaRecord): void {
    const change = decodeLedgerRecord(record, ENTRY_FORMAT);
    if (change) {
      this.lanes[change.lane]?.apply(change);
      this.#listeners.forEach((listener) => listener(change));
    }
  }

  /** Calls the listener for each later change, after its lane has taken it. @returns what ends it */
  subscribe(listener: LedgerListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get unreadable(): readonly UnreadableRecord[] {
    return this.lanes.flatMap(({ unreadable }) => unreadable);
  }

  /** The lane that reads a partition of an input. */
  laneOf(partition: number): LaneProjection | undefined {
    return this.lanes[partition % this.lanes.length];
  }

  /** Where reading of an input partition goes on; undefined where no lane has begun it. */
  positionOf(topic: string, partition: number): bigint | undefined {
    return this.laneOf(partition)?.positions.get(`${topic}/${partition}`)?.next;
  }
}
