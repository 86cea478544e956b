import type { Metrics } from '#libs/observability';

import type { JournalReceipt, JournalWrite } from '../journal/journal.port.js';
import { encodeEntry } from '../format/ledger-format.js';
import { entryKey } from '../format/ledger-keys.js';
import type { HandlerResult, RecordIdentity } from '../ports/handler-result.port.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { LaneMemory, OpenWork } from '../ledger/lane-memory.js';
import type { PartitionPosition, Ticket } from '../positions/partition-position.js';
import { recognise, type Recognition } from './recognise.policy.js';
import type { RecordLimit } from '../ledger/record-limit.js';

type Disposition = 'accepted' | 'answered' | 'ignored' | 'id-conflict' | 'dead-letter';
type Recognised = Exclude<Recognition, { readonly kind: 'known' }>;
type Answer<Entry, Kind extends HandlerResult<Entry>['kind']> = Extract<
  HandlerResult<Entry>,
  { readonly kind: Kind }
>;

/** A record on its way in. */
export interface Arrival {
  readonly record: LaneRecord;
  readonly position: PartitionPosition;
  readonly ticket: Ticket;
}

export interface AdmissionOptions<Entry> {
  readonly memory: LaneMemory;
  readonly journal: { append(write: JournalWrite): void };
  readonly limit: RecordLimit;
  /** Of entries. */
  readonly format: number;
  readonly clock: () => number;
  isHeld(entry: Entry): boolean;
  /** The application's turn, once the entry is queued; must not throw. */
  readonly accept: (id: string, entry: Entry) => void;
  readonly metrics: Pick<Metrics, 'records' | 'deadLetters'>;
}

/** Lets a record in as what its intake says: the lane's memory, its journal and the position hear of it together. */
export class Admission<Entry> {
  constructor(private readonly options: AdmissionOptions<Entry>) {}

  /** Where it is too large, and where the intake throws, nothing has been done. */
  admit(intake: HandlerResult<Entry>, arrival: Arrival): 'admitted' | 'too-large' {
    switch (intake.kind) {
      case 'dead-letter':
        return this.#deadLetter(intake, arrival);
      case 'answer':
        return this.#recognised(intake.identity, arrival, (as) => this.#answer(intake, as, arrival));
      case 'work':
        return this.#recognised(intake.identity, arrival, (as) => this.#work(intake, as, arrival));
    }
  }

  /** Work that is new to the lane, before its turn; any other waits for it. Where the intake throws, nothing has been done. */
  admitEarly(intake: Answer<Entry, 'work'>, record: LaneRecord, position: PartitionPosition): void {
    const as = recognise(intake.identity, (id) => this.options.memory.fingerprintOf(id));
    if (as.kind !== 'new') {
      return;
    }
    const ticket = position.takeEarly(record);
    let isIn = false;
    try {
      isIn = this.#work(intake, as, { record, position, ticket }) === 'admitted';
    } finally {
      if (!isIn) {
        position.giveBack(ticket);
      }
    }
  }

  #recognised(
    identity: RecordIdentity,
    arrival: Arrival,
    admit: (as: Recognised) => 'admitted' | 'too-large',
  ): 'admitted' | 'too-large' {
    const as = recognise(identity, (id) => this.options.memory.fingerprintOf(id));
    if (as.kind !== 'known') {
      return admit(as);
    }
    arrival.position.account(arrival.ticket);
    if (!this.#isItself(as.id, arrival)) {
      this.#count(arrival.record.topic, 'ignored');
    }
    return 'admitted';
  }

  /** The record of open work comes once more: an owner before us took it before its turn. */
  #isItself(id: string, { record }: Arrival): boolean {
    const origin = this.options.memory.originOf(id);
    return (
      origin?.offset === record.offset &&
      origin.partition === record.partition &&
      origin.topic === record.topic
    );
  }

  #work(intake: Answer<Entry, 'work'>, as: Recognised, arrival: Arrival): 'admitted' | 'too-large' {
    const { memory, limit, format, accept } = this.options;
    const entry = intake.open(as.id);
    const work = this.#workOf(as, arrival);
    const value = Buffer.from(encodeEntry({ state: 'open', ...work, entry }, format));
    if (!limit.allows(value, [])) {
      return 'too-large';
    }
    memory.open(as.id, work);
    memory.mark(as.id, this.options.isHeld(entry) ? 'held' : 'at-work');
    this.#append(arrival, as.kind === 'conflict' ? 'id-conflict' : 'accepted', {
      ledger: { key: entryKey(as.id), value },
    });
    accept(as.id, entry);
    return 'admitted';
  }

  #answer(intake: Answer<Entry, 'answer'>, as: Recognised, arrival: Arrival): 'admitted' | 'too-large' {
    const { memory, limit, format } = this.options;
    const { summary, publications, committed } = intake.answer(as.id);
    const work = this.#workOf(as, arrival);
    const value = Buffer.from(encodeEntry({ state: 'settled', ...work, summary }, format));
    if (!limit.allows(value, publications)) {
      return 'too-large';
    }
    memory.settling(as.id, work);
    this.#append(arrival, as.kind === 'conflict' ? 'id-conflict' : 'answered', {
      ledger: { key: entryKey(as.id), value },
      publications,
      committed: ({ ledgerOffset, timestamp }) => {
        memory.settle(as.id, ledgerOffset ?? 0n, timestamp);
        committed?.();
      },
    });
    return 'admitted';
  }

  #deadLetter(intake: Answer<Entry, 'dead-letter'>, arrival: Arrival): 'admitted' | 'too-large' {
    const publications = [intake.publication];
    if (!this.options.limit.allows(undefined, publications)) {
      return 'too-large';
    }
    this.#append(arrival, 'dead-letter', {
      publications,
      committed: () => this.options.metrics.deadLetters.inc({ code: intake.code }),
    });
    return 'admitted';
  }

  #workOf({ fingerprint }: Recognised, { record }: Arrival): OpenWork {
    const { topic, partition, offset, timestamp } = record;
    return { fingerprint, origin: { topic, partition, offset, timestamp }, openedAt: this.options.clock() };
  }

  /** Counted when it is durable: a record that comes again after a crash was not counted before. */
  #append(
    { record: { topic }, position, ticket }: Arrival,
    disposition: Disposition,
    write: JournalWrite,
  ): void {
    // The record itself is not held on to: its bytes are views into a whole fetched chunk.
    this.options.journal.append({
      ...write,
      included: () => position.account(ticket),
      committed: (receipt: JournalReceipt) => {
        write.committed?.(receipt);
        this.#count(topic, disposition);
      },
    });
  }

  #count(topic: string, disposition: Disposition): void {
    this.options.metrics.records.inc({ topic, disposition });
  }
}
