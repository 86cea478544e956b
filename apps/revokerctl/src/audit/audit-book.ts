import { readDeadLetter } from '#libs/contracts';
import type { LaneRecord, LedgerChange } from '#libs/lanes';
import { UnreadableRecords, type UnreadableRecord } from '../ledger/unreadable-records.js';
import { readOutcome } from '../outcomes/read-outcome.js';
import type { Finding, Place } from './finding.js';
import type { InputPartition, Installation } from './installation.js';
import { readInput, type InputEvent, type InputRecord } from './input-record.js';
import { contradictionsOf } from './outcome-equations.js';
import { RetainedTopic } from './retained-topic.js';
import { WorkTable, type Work } from './work-table.js';
import { isByReplay, isReadAt, isRemembered, ledgerWord, originOf, outcomeWord } from './words.js';

export interface DeadLetters {
  /** Of the record, epoch milliseconds. */
  readonly timestamp: number;
  readonly origin: Place;
  places: readonly Place[];
  isMet: boolean;
}

/** Of an input partition: what was met in it. */
export interface Met {
  firstTimestamp: number;
  /** The first record that the service took in as it came, not by a replay. */
  firstTakenIn: bigint | undefined;
}

/** Characters of a fingerprint that the ledger keeps. */
const FINGERPRINT_KEPT = 16;

/**
 * All that the topics say, taken in record by record: the ledger, outcomes and
 * dead letters first, the inputs after them. `judge` makes a report of it. Keeps
 * about a kilobyte a revocation, and nothing of what is in it.
 */
export class AuditBook {
  readonly works = new WorkTable();
  readonly deadLetters = new Map<string, DeadLetters>();
  /** What was wrong with a record by itself. */
  readonly findings: Finding[] = [];
  readonly positions = new Map<string, bigint>();
  /** Partitions of each input as the lanes have seen them, by `lane/topic`. */
  readonly knownPartitions = new Map<string, number>();
  readonly partitions = new Map<string, InputPartition>();
  readonly retainedOutcomes = new RetainedTopic();
  readonly retainedLetters = new RetainedTopic();
  readonly met = new Map<string, Met>();
  readonly counts = { records: 0, ignored: 0, deadLetters: 0, forgotten: 0 };
  /** When the ledger was last written to, epoch milliseconds. */
  lastActivity = 0;
  readonly #unreadable = new UnreadableRecords();
  #unexplained: InputRecord[] = [];

  constructor(readonly installation: Installation) {}

  addLedger(change: LedgerChange): void {
    this.lastActivity = Math.max(this.lastActivity, change.timestamp);
    const at = { offset: change.offset, timestamp: change.timestamp };
    this.#unreadable.see(change);
    switch (change.kind) {
      case 'entry':
        this.#addEntry(change);
        break;
      case 'forgotten':
        this.works.get(change.lane, change.id).ledger = { state: 'forgotten', at };
        break;
      case 'position':
        this.positions.set(`${change.topic}/${change.partition}`, change.next);
        break;
      case 'meta':
        this.#addMeta(change);
        break;
      case 'unreadable':
        this.#addUnreadable(change);
        break;
      case 'owner':
      case 'control':
      case 'replay':
      case 'forgotten-replay':
      case 'lost':
      case 'loss':
      case 'note':
        break;
    }
  }

  addOutcome(record: LaneRecord): void {
    const place = this.#at(this.installation.completed, record);
    this.retainedOutcomes.sees(record);
    const outcome = readOutcome(record);
    if (!outcome) {
      this.findings.push({ code: 'outcome-unreadable', outcomes: [place] });
      return;
    }
    const origin = originOf(outcome);
    const { revocationId } = outcome;
    for (const detail of contradictionsOf(outcome, record.headers['ce_id']?.toString('utf8'))) {
      this.findings.push({ code: 'outcome-inconsistent', detail, revocationId, origin, outcomes: [place] });
    }
    const work = this.works.get(origin.partition % this.installation.lanes, revocationId);
    work.outcomes = [...work.outcomes, outcomeWord(record, outcome)];
  }

  addDeadLetter(record: LaneRecord): void {
    const place = this.#at(this.installation.deadLetter, record);
    this.retainedLetters.sees(record);
    const letter = readDeadLetter(record.headers);
    if (!letter) {
      this.findings.push({ code: 'dead-letter-unreadable', deadLetters: [place] });
      return;
    }
    const { topic, partition, offset, timestamp } = letter.origin;
    const key = `${topic}/${partition}@${offset}`;
    const known = this.deadLetters.get(key);
    if (known) {
      known.places = [...known.places, place];
    } else {
      const origin = { topic, partition, offset };
      this.deadLetters.set(key, { timestamp, origin, places: [place], isMet: false });
    }
  }

  /** A record of an input, before its partition's position. */
  addInput(record: LaneRecord): void {
    const { topic, partition, offset, timestamp } = record;
    this.counts.records += 1;
    const met = this.#metIn(`${topic}/${partition}`, timestamp);
    const { lanes, inputs } = this.installation;
    const outcomePartitions = this.retainedOutcomes.partitions;
    const read = readInput(record, { lanes, inputs, outcomePartitions });
    switch (this.#explain(read)) {
      case 'taken-in':
        met.firstTakenIn ??= offset;
        break;
      case 'explained':
        break;
      case 'unexplained':
        this.#unexplained.push(read);
        break;
    }
  }

  /** Records behind the position of which nothing says what became of them, by all that has been taken in so far. */
  unexplained(): readonly InputRecord[] {
    this.#unexplained = this.#unexplained.filter((record) => this.#explain(record) === 'unexplained');
    return this.#unexplained;
  }

  #explain(record: InputRecord): 'taken-in' | 'explained' | 'unexplained' {
    const letters = this.deadLetters.get(`${record.topic}/${record.partition}@${record.offset}`);
    const isDeadLetter = letters?.timestamp === record.timestamp;
    const work = record.event && this.#workOf(record.event, record);
    if (isDeadLetter) {
      letters.isMet = true;
    }
    if (work && !work.isMet && isReadAt(work, record)) {
      work.isMet = true;
      work.outcomePartition = record.outcomePartition;
      return isByReplay(work) ? 'explained' : 'taken-in';
    }
    if (isDeadLetter) {
      this.counts.deadLetters += 1;
      return 'taken-in';
    }
    if (work) {
      // Another record of the same lane, id and content came first.
      this.counts[work.outcomes.length > 0 || isRemembered(work.ledger) ? 'ignored' : 'forgotten'] += 1;
      return 'explained';
    }
    return 'unexplained';
  }

  /**
   * The revocation of an event: under its own id, or, where that one is known with
   * other content, under the id that includes the content.
   */
  #workOf(
    { lane, revocationId, fingerprint, conflictId }: InputEvent,
    record: InputRecord,
  ): Work | undefined {
    const own = this.works.find(lane, revocationId);
    if (isRemembered(own?.ledger)) {
      return own.ledger.fingerprint === fingerprint.slice(0, FINGERPRINT_KEPT)
        ? own
        : this.works.find(lane, conflictId());
    }
    const conflict = own && isReadAt(own, record) ? undefined : this.works.find(lane, conflictId());
    return conflict && isReadAt(conflict, record) ? conflict : (own ?? conflict);
  }

  #metIn(key: string, timestamp: number): Met {
    let met = this.met.get(key);
    if (!met) {
      met = { firstTimestamp: timestamp, firstTakenIn: undefined };
      this.met.set(key, met);
    }
    return met;
  }

  #addEntry(entry: Extract<LedgerChange, { kind: 'entry' }>): void {
    const word = ledgerWord(entry);
    if (word.state === 'unreadable') {
      const ledger = this.#inLedger(entry.lane, entry.offset);
      this.findings.push({ code: 'ledger-unreadable', detail: 'its summary is no outcome', ledger });
    }
    this.works.get(entry.lane, entry.id).ledger = word;
  }

  #addMeta({ lane, offset, lanes, inputs }: Extract<LedgerChange, { kind: 'meta' }>): void {
    if (lanes !== this.installation.lanes) {
      const detail = `lane ${lane} says ${lanes}, the topic has ${this.installation.lanes} partitions`;
      this.findings.push({ code: 'lane-count', detail, ledger: this.#inLedger(lane, offset) });
    }
    for (const [topic, count] of Object.entries(inputs)) {
      this.knownPartitions.set(`${lane}/${topic}`, count);
    }
  }

  /** Of the ledger, as it is by now: a record that a later one replaces is of no matter. */
  get unreadable(): readonly Finding[] {
    return this.#unreadable.all.map(({ lane, offset, message }) => {
      const ledger = this.#inLedger(lane, offset);
      return { code: 'ledger-unreadable', detail: `its value ${message}`, ledger };
    });
  }

  #addUnreadable({ lane, offset, timestamp, key }: UnreadableRecord): void {
    const id = /^entry\/(.+)$/.exec(key)?.[1];
    if (id !== undefined) {
      this.works.get(lane, id).ledger = { state: 'unreadable', at: { offset, timestamp } };
    }
  }

  #inLedger(lane: number, offset: bigint): Place {
    return { topic: this.installation.ledger, partition: lane, offset };
  }

  #at(topic: string, { partition, offset }: LaneRecord): Place {
    return { topic, partition, offset };
  }
}
