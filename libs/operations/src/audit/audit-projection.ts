import { readDeadLetter } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import type { LedgerChange } from '#libs/lanes';
import { positionName, positionOf, type RecordPosition } from '../installation/record-position.js';
import type { EntryChange } from '../ledger/known-entry.js';
import type { LedgerProjection } from '../ledger/ledger-projection.js';
import type { Origin } from '../ledger/open-revocation.js';
import { readOutcome } from '../records/read-outcome.js';
import type { AuditedInstallation, InputPartition } from './audited-installation.js';
import type { Finding } from './finding.js';
import { type InputEvent, type InputRecord, readInput } from './input-record.js';
import { contradictionsOf } from './outcome-equations.js';
import { isByReplay, isReadAt, isRemembered, ledgerView, originOf, outcomeView } from './record-view.js';
import { RetainedTopic } from './retained-topic.js';
import { type Work, WorkTable } from './work-table.js';

export interface DeadLetters {
  /** Of the record, epoch milliseconds. */
  readonly timestamp: number;
  readonly origin: RecordPosition;
  places: readonly RecordPosition[];
  isMet: boolean;
}

type OriginState = 'ahead' | 'gone' | 'absent';

/** Of an input partition: what was met in it. */
export interface Met {
  firstTimestamp: number;
  /** The first record that the service took in as it came, not by a replay. */
  firstTakenIn: bigint | undefined;
}

/** Characters of a fingerprint that the ledger keeps. */
const FINGERPRINT_KEPT = 16;

/**
 * What an audit compares, beside the projection of the ledger that it listens to:
 * outcomes and dead letters, then the inputs. `judge` makes a report of it. Keeps
 * about a kilobyte a revocation, and nothing of what is in it.
 */
export class AuditProjection {
  readonly works = new WorkTable();
  readonly deadLetters = new Map<string, DeadLetters>();
  /** What was wrong with a record by itself. */
  readonly findings: Finding[] = [];
  readonly partitions = new Map<string, InputPartition>();
  readonly retainedOutcomes = new RetainedTopic();
  readonly retainedLetters = new RetainedTopic();
  readonly met = new Map<string, Met>();
  readonly counts = { records: 0, ignored: 0, deadLetters: 0, forgotten: 0 };
  #unexplained: InputRecord[] = [];

  constructor(
    readonly installation: AuditedInstallation,
    readonly ledger: LedgerProjection,
  ) {
    ledger.subscribe((change) => this.#addLedger(change));
  }

  /** When the ledger was last written to, epoch milliseconds. */
  get lastActivity(): number {
    return Math.max(0, ...this.ledger.lanes.map(({ lastWriteAt = 0 }) => lastWriteAt));
  }

  /** Of the ledger as it is by now: a record that a later one replaces is of no matter. */
  get ledgerFindings(): readonly Finding[] {
    const { lanes: partitions } = this.installation;
    return this.ledger.lanes.flatMap(({ lane, meta, unreadable }): readonly Finding[] => [
      ...(meta && meta.lanes !== partitions
        ? [
            {
              code: 'lane-count' as const,
              detail: `lane ${lane} says ${meta.lanes}, the topic has ${partitions} partitions`,
              ledger: this.#inLedger(lane, meta.offset),
            },
          ]
        : []),
      ...unreadable.map(({ offset, message }) => {
        const ledger = this.#inLedger(lane, offset);
        return { code: 'ledger-unreadable' as const, detail: `its value ${message}`, ledger };
      }),
    ]);
  }

  addOutcome(record: KafkaRecord): void {
    const place = positionOf(record);
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
    work.outcomes = [...work.outcomes, outcomeView(record, outcome)];
  }

  addDeadLetter(record: KafkaRecord): void {
    const place = positionOf(record);
    this.retainedLetters.sees(record);
    const letter = readDeadLetter(record.headers);
    if (!letter) {
      this.findings.push({ code: 'dead-letter-unreadable', deadLetters: [place] });
      return;
    }
    const { timestamp } = letter.origin;
    const origin = positionOf(letter.origin);
    const key = positionName(origin);
    const known = this.deadLetters.get(key);
    if (known) {
      known.places = [...known.places, place];
    } else {
      this.deadLetters.set(key, { timestamp, origin, places: [place], isMet: false });
    }
  }

  /** A record of an input, before its partition's position. */
  addInput(record: KafkaRecord): void {
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
    const letters = this.deadLetters.get(positionName(record));
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

  /** Where an event is that was not met among the records that were read. */
  stateOf({ topic, partition, offset, timestamp }: Origin): OriginState {
    const key = `${topic}/${partition}`;
    const known = this.partitions.get(key);
    if (!known) {
      return 'absent';
    }
    if (known.position === undefined || offset >= known.position) {
      return 'ahead';
    }
    const firstTimestamp = this.met.get(key)?.firstTimestamp ?? 0;
    // Earlier than the first record that is there: it was read from a topic that has been created anew since.
    return offset < known.earliest || timestamp < firstTimestamp ? 'gone' : 'absent';
  }

  #addLedger(change: LedgerChange): void {
    const { lane, offset, timestamp } = change;
    switch (change.kind) {
      case 'entry':
        this.#addEntry(change);
        break;
      case 'forgotten':
        this.works.get(lane, change.id).ledger = { state: 'forgotten', at: { offset, timestamp } };
        break;
      case 'unreadable': {
        const id = /^entry\/(.+)$/.exec(change.key)?.[1];
        if (id !== undefined) {
          this.works.get(lane, id).ledger = { state: 'unreadable', at: { offset, timestamp } };
        }
        break;
      }
      default:
        break;
    }
  }

  #addEntry(entry: EntryChange): void {
    const view = ledgerView(entry);
    if (view.state === 'unreadable') {
      const ledger = this.#inLedger(entry.lane, entry.offset);
      this.findings.push({ code: 'ledger-unreadable', detail: 'its summary is no outcome', ledger });
    }
    this.works.get(entry.lane, entry.id).ledger = view;
  }

  #inLedger(lane: number, offset: bigint): RecordPosition {
    return { topic: this.installation.ledger, partition: lane, offset };
  }
}
