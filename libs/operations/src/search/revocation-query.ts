import { readDeadLetter, type RevocationCompleted } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { positionOf, type RecordPosition } from '../installation/record-position.js';
import { eventTypeOf, type Topics } from '../installation/topics.js';
import { WatchedEntries } from '../ledger/known-entry.js';
import type { LedgerProjection } from '../ledger/ledger-projection.js';
import { identifiedBy, readAsService } from '../records/read-event.js';
import { readOutcome } from '../records/read-outcome.js';
import type { SearchTerm } from '../records/search-term.js';
import { whoOf } from '../records/who.js';
import type { DeadLetterMatch, RevocationMatch } from './match.js';
import { type EventTrace, toMatch, type WorkTrace } from './traces.js';

/**
 * Looks for one term in everything. Fed with all events first, since only they name
 * every token id; then the ledger that it listens to, the outcomes and the dead letters.
 */
export class RevocationQuery {
  readonly deadLetters: DeadLetterMatch[] = [];
  /** By lane and conflict id, which includes the content. */
  readonly #events = new Map<string, EventTrace>();
  readonly #entries: WatchedEntries;
  /** By lane and id. */
  readonly #outcomes = new Map<string, WorkTrace['outcomes'][number][]>();
  /** Ids of events that were found, by lane. */
  readonly #wanted = new Set<string>();

  constructor(
    private readonly term: SearchTerm,
    private readonly topics: Pick<Topics, 'inputs' | 'ledger'>,
    private readonly ledger: LedgerProjection,
  ) {
    this.#entries = new WatchedEntries({
      id: (id, lane) => this.#isWanted(lane, id),
      entry: (_, change) => term.isIn(change.state === 'open' ? change.entry : change.summary),
    });
    ledger.subscribe(this.#entries.see);
  }

  addEvent(record: KafkaRecord): void {
    const { term } = this;
    const headers = Object.values(record.headers);
    const type = eventTypeOf(this.topics, record.topic);
    // Ids that are derived from the others are not in the record: the ledger has them.
    if (!type || ![record.key, record.value, ...headers].some((bytes) => term.maybeIn(bytes))) {
      return;
    }
    const event = identifiedBy(readAsService(record, type));
    if (!event) {
      return;
    }
    const { eventId, eventSource, eventType, revocationId } = event.envelope;
    // Tokens in clear are hidden by now: they are found by their hash, in the outcome.
    if (!term.isIn({ eventId, eventSource, subject: event.subject })) {
      return;
    }
    const lane = record.partition % this.ledger.lanes.length;
    const conflictId = event.envelope.conflictId();
    const about = { eventId, eventSource, eventType, who: whoOf(event.subject) };
    const name = `${lane}/${conflictId}`;
    const trace = this.#events.get(name) ?? { revocationId, conflictId, lane, about, places: [] };
    trace.places.push(positionOf(record));
    this.#events.set(name, trace);
    this.#wanted.add(`${lane}/${revocationId}`).add(name);
  }

  addOutcome(record: KafkaRecord): void {
    const outcome = readOutcome(record);
    if (!outcome) {
      return;
    }
    const { revocationId, origin } = outcome;
    const lane = origin.partition % this.ledger.lanes.length;
    const ceId = record.headers['ce_id']?.toString('utf8');
    if (this.#isWanted(lane, revocationId) || this.term.is(ceId) || this.term.isIn(outcome)) {
      const name = `${lane}/${revocationId}`;
      const known = this.#outcomes.get(name) ?? [];
      known.push({ place: positionOf(record), outcome });
      this.#outcomes.set(name, known);
    }
  }

  addDeadLetter(record: KafkaRecord): void {
    const letter = readDeadLetter(record.headers);
    if (letter && [record.key, record.value].some((bytes) => this.term.maybeIn(bytes))) {
      const { code, message, origin } = letter;
      this.deadLetters.push({ code, message, origin: positionOf(origin), place: positionOf(record) });
    }
  }

  /** Oldest first. */
  matches(): readonly RevocationMatch[] {
    const isRead = ({ topic, partition, offset }: RecordPosition): boolean =>
      offset < (this.ledger.positionOf(topic, partition) ?? 0n);
    const options = { ledger: this.topics.ledger, isRead };
    const works = this.#works();
    const eventOf = new Map<WorkTrace, EventTrace>();
    const undone: RevocationMatch[] = [];
    for (const event of this.#events.values()) {
      const { lane, conflictId, revocationId } = event;
      const work = works.get(`${lane}/${conflictId}`) ?? works.get(`${lane}/${revocationId}`);
      if (work) {
        eventOf.set(work, event);
      } else {
        undone.push(toMatch(undefined, event, options));
      }
    }
    const done = [...works.values()].map((work) => toMatch(work, eventOf.get(work), options));
    const byTime = done.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
    return [...byTime, ...undone];
  }

  /** What the ledger and the outcomes say together, by lane and id. */
  #works(): ReadonlyMap<string, WorkTrace> {
    const { found } = this.#entries;
    const names = new Set([...found.keys(), ...this.#outcomes.keys()]);
    return new Map(
      [...names].map((name): [string, WorkTrace] => {
        const slash = name.indexOf('/');
        const [lane, revocationId] = [Number(name.slice(0, slash)), name.slice(slash + 1)];
        const outcomes = this.#outcomes.get(name) ?? [];
        return [name, { revocationId, lane, entry: found.get(name), outcomes }];
      }),
    );
  }

  #isWanted(lane: number, id: string): boolean {
    const name = `${lane}/${id}`;
    return (
      this.#wanted.has(name) || this.#entries.found.has(name) || this.#outcomes.has(name) || this.term.is(id)
    );
  }
}

function timeOf({
  outcome,
  openedAt,
}: {
  readonly outcome?: RevocationCompleted;
  readonly openedAt?: string;
}): string {
  return outcome?.receivedAt ?? openedAt ?? '';
}
