import type { StoredPosition } from '../format/ledger-format.js';
import type { LaneSource } from '../positions/partition-position.js';
import type { PartitionBounds } from '#libs/kafka';
import { keyOf } from './lasting-transactions.js';
import { unaccounted, type UnaccountedRecords } from './unaccounted.js';

/** A lane at work, as far as the audit looks at it. */
export interface AuditedLane {
  /** One object for the time in which the lane is ours. */
  readonly identity: object;
  readonly sources: readonly LaneSource[];
  readonly ledger: { readonly topic: string; readonly partition: number; readonly end: bigint };
}

/** What a lane knew before Kafka was asked: what Kafka says later can only be more. */
interface Snapshot {
  readonly source: LaneSource;
  readonly life: number;
  readonly next: bigint;
  readonly last: StoredPosition['last'];
}

interface PartitionMemory {
  readonly life: number;
  /** A record that was in the partition when it was last looked at. */
  anchor: StoredPosition['last'];
  /** Found to be another partition: what of it was never read. */
  exchanged?: { readonly from: bigint; readonly until: bigint };
  /** How often in a row it ended before the position. */
  short: number;
}

interface LedgerMemory {
  /** The largest end that Kafka has acknowledged. */
  reached: bigint;
  /** Where it began when the lane was looked at first. */
  began: bigint | undefined;
  short: number;
}

type Bounds = ReadonlyMap<string, PartitionBounds>;

/** A leader that has just changed may say less than it has for a moment. */
const BELIEVED_AFTER = 2;

export interface StandingAuditOptions {
  /** Whether the record at an offset is another one than was read there; false where that cannot be told. May reject. */
  readonly isAnother: (source: LaneSource, record: NonNullable<StoredPosition['last']>) => Promise<boolean>;
}

/**
 * The cheap half of the equation `consumed = outcomes + dead letters + ignored + open`.
 *
 * That each record which was read is accounted for, the transactions see to: a
 * position moves with what became of its records (P2). So the equation fails only
 * where records lie before a position that no lane has read, or where the ledger
 * has lost what it knew. Both show in what Kafka says of the partitions: where they
 * begin and end, and whether a record that was read is still the one at its offset.
 */
export class StandingAudit {
  readonly #partitions = new WeakMap<object, PartitionMemory>();
  readonly #ledgers = new WeakMap<object, LedgerMemory>();

  constructor(private readonly options: StandingAuditOptions) {}

  /** To be taken before Kafka is asked for bounds. */
  snapshot({ sources }: AuditedLane): readonly Snapshot[] {
    return sources.map((source) => {
      const { life, next, stored } = source.position;
      return { source, life, next, last: stored.last };
    });
  }

  judgePartition(snapshot: Snapshot, bounds: Bounds): readonly UnaccountedRecords[] {
    const { source, next } = snapshot;
    const memory = this.#memoryOf(snapshot);
    const held = bounds.get(keyOf(source));
    const { skipped } = source.position;
    const { topic, partition } = source;
    const passed: readonly UnaccountedRecords[] = skipped
      ? [{ topic, partition, why: 'deleted-before-read', ...skipped }]
      : [];
    if (memory.exchanged) {
      return [...passed, ...unaccounted(source, 'another-log', memory.exchanged)];
    }
    if (!held) {
      return passed;
    }
    memory.short = held.end < next ? memory.short + 1 : 0;
    if (memory.short >= BELIEVED_AFTER) {
      const content = { from: held.earliest, until: held.end };
      return [...passed, ...unaccounted(source, 'ends-before-position', content)];
    }
    const deleted = { from: next, until: held.earliest };
    return held.end < next ? passed : [...passed, ...unaccounted(source, 'deleted-before-read', deleted)];
  }

  judgeLedger({ identity, ledger }: AuditedLane, bounds: Bounds): readonly UnaccountedRecords[] {
    const memory = this.#ledgers.get(identity) ?? { reached: 0n, began: undefined, short: 0 };
    this.#ledgers.set(identity, memory);
    memory.reached = ledger.end > memory.reached ? ledger.end : memory.reached;
    const held = bounds.get(keyOf(ledger));
    if (!held) {
      return [];
    }
    memory.began ??= held.earliest;
    memory.short = held.end < memory.reached ? memory.short + 1 : 0;
    const lost = { from: held.end, until: memory.reached };
    return [
      ...unaccounted(ledger, 'ledger-beginning-lost', { from: memory.began, until: held.earliest }),
      ...(memory.short >= BELIEVED_AFTER ? unaccounted(ledger, 'ledger-end-lost', lost) : []),
    ];
  }

  /**
   * Looks whether a record that was there is still the one at its offset, and takes
   * a later one for the next time. It tells an exchange also after the new partition
   * has grown past the position. Rejects where Kafka does not answer: nothing has changed then.
   */
  async verify(snapshot: Snapshot, bounds: Bounds): Promise<void> {
    const { source, life, next, last } = snapshot;
    const memory = this.#memoryOf(snapshot);
    const held = bounds.get(keyOf(source));
    if (memory.exchanged || !held || (memory.anchor && memory.anchor.offset >= held.stable)) {
      return;
    }
    const { anchor } = memory;
    const isThere = anchor !== undefined && anchor.offset >= held.earliest;
    if (isThere && (await this.options.isAnother(source, anchor))) {
      if (source.position.life === life) {
        memory.exchanged = { from: held.earliest, until: next };
      }
      return;
    }
    memory.anchor = last;
  }

  #memoryOf({ source: { position }, life, last }: Snapshot): PartitionMemory {
    const known = this.#partitions.get(position);
    if (known?.life === life) {
      return known;
    }
    const memory = { life, anchor: last, short: 0 };
    this.#partitions.set(position, memory);
    return memory;
  }
}
