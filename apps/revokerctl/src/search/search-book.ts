import { readDeadLetter, type EventType } from '#libs/contracts';
import type { LaneRecord, LedgerChange } from '#libs/lanes';
import type { Place } from '../audit/finding.js';
import { readAsService } from '../events/check.js';
import { readOutcome } from '../outcomes/read-outcome.js';
import { whoOf } from '../outcomes/describe-outcome.js';
import type { DeadLetterSighting, Sighting } from './sighting.js';
import { UnreadableRecords, type UnreadableRecord } from '../ledger/unreadable-records.js';
import type { Term } from '../outcomes/term.js';
import { toSighting, type EventTrace, type WorkTrace } from './traces.js';

export interface SearchedInstallation {
  readonly lanes: number;
  readonly ledger: string;
}

/**
 * Looks for one term in everything. Fed with all events first, since only they name
 * every token id; then the ledger, the outcomes and the dead letters.
 */
export class SearchBook {
  readonly deadLetters: DeadLetterSighting[] = [];
  readonly #unreadable = new UnreadableRecords();
  /** By lane and conflict id, which includes the content. */
  readonly #events = new Map<string, EventTrace>();
  /** By lane and id. */
  readonly #work = new Map<string, WorkTrace>();
  /** Ids of events that were found, by lane. */
  readonly #wanted = new Set<string>();
  readonly #positions = new Map<string, bigint>();

  constructor(
    private readonly term: Term,
    private readonly installation: SearchedInstallation,
  ) {}

  addEvent(record: LaneRecord, type: EventType): void {
    const { term } = this;
    const headers = Object.values(record.headers);
    // Ids that are derived from the others are not in the record: who looks for one finds it in the ledger.
    if (![record.key, record.value, ...headers].some((bytes) => term.maybeIn(bytes))) {
      return;
    }
    const reading = readAsService(record, type);
    if (reading.kind === 'unreadable') {
      return;
    }
    const envelope = reading.kind === 'event' ? reading.event : reading.envelope;
    const subject = reading.kind === 'event' ? reading.event.data : reading.subject;
    const { eventId, eventSource, eventType, revocationId } = envelope;
    // Tokens in clear are hidden by now: they are found by their hash, in the outcome.
    if (!term.isIn({ eventId, eventSource, subject })) {
      return;
    }
    const lane = record.partition % this.installation.lanes;
    const conflictId = envelope.conflictId();
    const about = { eventId, eventSource, eventType, who: whoOf(subject) };
    const trace = this.#events.get(`${lane}/${conflictId}`) ?? {
      revocationId,
      conflictId,
      lane,
      about,
      places: [],
    };
    trace.places.push(placeOf(record));
    this.#events.set(`${lane}/${conflictId}`, trace);
    this.#wanted.add(`${lane}/${revocationId}`).add(`${lane}/${conflictId}`);
  }

  get unreadable(): readonly UnreadableRecord[] {
    return this.#unreadable.all;
  }

  addLedger(change: LedgerChange): void {
    this.#unreadable.see(change);
    switch (change.kind) {
      case 'entry': {
        const { lane, id } = change;
        const content = change.state === 'open' ? change.entry : change.summary;
        if (this.#isWanted(lane, id) || this.term.isIn(content)) {
          Object.assign(this.#workOf(lane, id), { entry: change, isForgotten: false });
        }
        break;
      }
      case 'forgotten':
        if (this.#isWanted(change.lane, change.id)) {
          Object.assign(this.#workOf(change.lane, change.id), { entry: undefined, isForgotten: true });
        }
        break;
      case 'position':
        this.#positions.set(`${change.topic}/${change.partition}`, change.next);
        break;
      case 'unreadable':
      case 'owner':
      case 'meta':
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
    const outcome = readOutcome(record);
    if (!outcome) {
      return;
    }
    const { revocationId, origin } = outcome;
    const lane = origin.partition % this.installation.lanes;
    const ceId = record.headers['ce_id']?.toString('utf8');
    if (this.#isWanted(lane, revocationId) || this.term.is(ceId) || this.term.isIn(outcome)) {
      this.#workOf(lane, revocationId).outcomes.push({ place: placeOf(record), outcome });
    }
  }

  addDeadLetter(record: LaneRecord): void {
    const letter = readDeadLetter(record.headers);
    if (letter && [record.key, record.value].some((bytes) => this.term.maybeIn(bytes))) {
      const { code, message, origin } = letter;
      this.deadLetters.push({ code, message, origin: placeOf(origin), place: placeOf(record) });
    }
  }

  /** Oldest first. */
  sightings(): readonly Sighting[] {
    const { ledger } = this.installation;
    const isRead = ({ topic, partition, offset }: Place): boolean =>
      offset < (this.#positions.get(`${topic}/${partition}`) ?? 0n);
    const eventOf = new Map<WorkTrace, EventTrace>();
    const undone: Sighting[] = [];
    for (const event of this.#events.values()) {
      const { lane, conflictId, revocationId } = event;
      const work = this.#work.get(`${lane}/${conflictId}`) ?? this.#work.get(`${lane}/${revocationId}`);
      if (work) {
        eventOf.set(work, event);
      } else {
        undone.push(toSighting(undefined, event, { ledger, isRead }));
      }
    }
    const done = [...this.#work.values()].map((work) =>
      toSighting(work, eventOf.get(work), { ledger, isRead }),
    );
    const byTime = done.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
    return [...byTime, ...undone];
  }

  #isWanted(lane: number, id: string): boolean {
    return this.#wanted.has(`${lane}/${id}`) || this.#work.has(`${lane}/${id}`) || this.term.is(id);
  }

  #workOf(lane: number, revocationId: string): WorkTrace {
    const key = `${lane}/${revocationId}`;
    let work = this.#work.get(key);
    if (!work) {
      work = { revocationId, lane, entry: undefined, isForgotten: false, outcomes: [] };
      this.#work.set(key, work);
    }
    return work;
  }
}

function placeOf({ topic, partition, offset }: Place): Place {
  return { topic, partition, offset };
}

function timeOf({ outcome, openedAt }: Sighting): string {
  return outcome?.receivedAt ?? openedAt ?? '';
}
