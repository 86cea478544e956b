import type { StoredPosition } from '../format/ledger-format.js';

/** A record that was read. It is accounted for once what became of it goes into a transaction. */
export interface Ticket {
  readonly offset: bigint;
  readonly timestamp: number;
}

/** Offsets that were passed by without being read: they did not exist any more. */
export interface SkippedOffsets {
  readonly records: number;
  /** Of the first such range. */
  readonly from: bigint;
  /** Of the last one. */
  readonly until: bigint;
}

interface PendingTicket extends Ticket {
  accounted: boolean;
}

/**
 * Where a partition is: read up to here, accounted for up to there. Records
 * finish out of order; the position is the end of the contiguous prefix of
 * those that are accounted for (P2), and nothing else ever waits for it.
 */
export class PartitionPosition {
  #stored: StoredPosition;
  #next: bigint;
  /** In offset order. */
  #pending: PendingTicket[] = [];
  #first = 0;
  #dirty = false;
  /** Taken before their turn, and not passed yet; by offset. */
  readonly #early = new Map<bigint, PendingTicket>();
  /** How far was looked ahead. */
  #looked: bigint;
  #isRestarted = false;
  #life = 0;
  #skipped: SkippedOffsets | undefined;

  constructor(stored: StoredPosition) {
    this.#stored = stored;
    this.#next = stored.next;
    this.#looked = stored.next;
  }

  /** Where to read on. */
  get next(): bigint {
    return this.#next;
  }

  /** Counts restarts: what was read in an earlier life is not of this one. */
  get life(): number {
    return this.#life;
  }

  /** Since this lane was taken; undefined where nothing was. */
  get skipped(): SkippedOffsets | undefined {
    return this.#skipped;
  }

  /** As in the transaction that was last put together. */
  get stored(): StoredPosition {
    return this.#stored;
  }

  /** Whether `advance` has something to say. */
  get dirty(): boolean {
    return this.#dirty;
  }

  /** Where to look on for what is urgent: never before where to read on. */
  get lookAt(): bigint {
    return this.#looked > this.#next ? this.#looked : this.#next;
  }

  /** What is before `next` has been looked at. */
  looked(next: bigint): void {
    this.#looked = next;
  }

  /** A record has been read; offsets must ascend. */
  track(record: Ticket): Ticket {
    const ticket = this.wasTaken(record) ? this.#early.get(record.offset) : undefined;
    this.#early.delete(record.offset);
    const pending = ticket ?? { offset: record.offset, timestamp: record.timestamp, accounted: false };
    this.#pending.push(pending);
    this.#next = record.offset + 1n;
    this.#dirty ||= pending.accounted && pending === this.#pending[this.#first];
    return pending;
  }

  /** A record ahead of those that were read is taken: its ticket is accounted for by itself, and passed in its turn. */
  takeEarly(record: Ticket): Ticket {
    const ticket = { offset: record.offset, timestamp: record.timestamp, accounted: false };
    this.#early.set(record.offset, ticket);
    return ticket;
  }

  /** It was not taken after all. */
  giveBack({ offset }: Ticket): void {
    this.#early.delete(offset);
  }

  /** Whether this record was taken before its turn. Another time at its offset is another record: the topic is another one. */
  wasTaken({ offset, timestamp }: Ticket): boolean {
    return this.#early.get(offset)?.timestamp === timestamp;
  }

  /** What is before `next` has been read: control records and batch ends count too. */
  reach(next: bigint): void {
    if (next > this.#next) {
      this.#next = next;
    }
    this.#dirty ||= this.#first === this.#pending.length && this.#next !== this.#stored.next;
  }

  account(ticket: Ticket): void {
    (ticket as PendingTicket).accounted = true;
    this.#dirty ||= ticket === this.#pending[this.#first];
  }

  /** The new position for the transaction that is being put together; undefined if it did not move. */
  advance(): StoredPosition | undefined {
    this.#dirty = false;
    let { last } = this.#stored;
    for (let ticket = this.#pending[this.#first]; ticket?.accounted; ticket = this.#pending[this.#first]) {
      last = { offset: ticket.offset, timestamp: ticket.timestamp };
      this.#first += 1;
    }
    const next = this.#pending[this.#first]?.offset ?? this.#next;
    this.#forget();
    if (next === this.#stored.next && !this.#isRestarted) {
      return undefined;
    }
    this.#isRestarted = false;
    const { topicId } = this.#stored;
    this.#stored = { next, ...(last && { last }), ...(topicId !== undefined && { topicId }) };
    return this.#stored;
  }

  /**
   * Reading starts anew at `next`, which may be before or after: nothing is known of the records in between.
   * `topicId`: where it is another topic by now.
   */
  restart(next: bigint, topicId = this.#stored.topicId): void {
    this.#life += 1;
    this.#skip(next);
    this.#pending = [];
    this.#first = 0;
    this.#next = next;
    this.#looked = next;
    this.#early.clear();
    this.#stored = { next: this.#stored.next, ...(topicId !== undefined && { topicId }) };
    this.#isRestarted = true;
    this.#dirty = true;
  }

  #skip(next: bigint): void {
    if (next > this.#next) {
      const { records, from } = this.#skipped ?? { records: 0, from: this.#next };
      this.#skipped = { records: records + Number(next - this.#next), from, until: next };
    }
  }

  #forget(): void {
    // Seldom, and then all at once: shifting an array for each record is quadratic.
    if (this.#first > 1024 || this.#first === this.#pending.length) {
      this.#pending.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

/** A partition that a lane reads. */
export interface LaneSource {
  readonly topic: string;
  readonly partition: number;
  /** Records of the commands topic are the operators': they are no events. */
  readonly role: 'input' | 'commands';
  readonly position: PartitionPosition;
}
