import {
  type DeadLetterCode,
  deadLetterMessage,
  type EventType,
  type InboundRecord,
  outcomeMessage,
  readEvent,
  type RevocationCompleted,
} from '#libs/contracts';
import type { Topics } from '../src/installation/topics.js';
import { DAY_ONE, ENVIRONMENT, type EventFixture, uuid } from './event-fixture.js';
import { outcomeFixture } from './outcome-fixture.js';
import { fixtureTopics, TopicsFixture } from './topics-fixture.js';

export const LANES = 2;

export interface PublishOptions {
  readonly id: string;
  readonly user?: number;
  readonly partition?: number;
  readonly oathTokens?: number;
  readonly at?: number;
}

/**
 * What the topics of an installation hold, written down by hand: the states that no
 * healthy service leaves behind can be had in no other way. It goes into unit tests as
 * records, and onto a broker as messages.
 */
export class InstallationFixture extends TopicsFixture {
  constructor(readonly topics: Topics = fixtureTopics()) {
    super([...Object.values(topics.inputs), topics.completed, topics.deadLetter, topics.ledger]);
  }

  /** Puts an event into its input. */
  publish(options: PublishOptions, type: EventType = 'user.deprovisioned'): EventFixture {
    const { id, user = 1, partition = 0, oathTokens = 2, at = DAY_ONE } = options;
    const userId = uuid(user);
    const data = {
      environmentId: ENVIRONMENT,
      userId,
      oathTokenIds: numbers(oathTokens).map((n) => uuid(1_000 * user + n)),
    };
    const record = this.put(this.topics.inputs[type], {
      partition,
      key: userId,
      value: JSON.stringify(data),
      headers: {
        ce_specversion: '1.0',
        ce_type: type,
        ce_source: '/hr',
        ce_id: id,
        'content-type': 'application/json',
      },
      timestamp: at,
    });
    const read = readEvent(record, type, { maxTokens: 5_000 });
    if (read.kind !== 'event') {
      throw new Error(`Not an event: ${JSON.stringify(read)}`);
    }
    const { revocationId, fingerprint, eventId } = read.event;
    return { record, eventId, revocationId, fingerprint, userId, conflictId: read.event.conflictId() };
  }

  /** Puts something into an input that is no event. */
  publishGarbage(partition = 0, at = DAY_ONE): InboundRecord {
    const topic = this.topics.inputs['user.deprovisioned'];
    return this.put(topic, { partition, key: 'garbage', value: 'not JSON', headers: {}, timestamp: at });
  }

  open(
    event: EventFixture,
    again?: { readonly revision: number; readonly openedAt: number; readonly replay: string },
  ): void {
    const { revocationId: id, eventId, userId } = event;
    const replay = again && {
      id: again.replay,
      revision: again.revision,
      requestedAt: new Date(DAY_ONE).toISOString(),
    };
    const entry = { id, event: { eventId, userId }, ...(replay && { replay }) };
    this.#entry(event, id, { state: 'open', openedAt: again?.openedAt ?? DAY_ONE, entry });
  }

  /** Ledger and outcome, as one transaction writes them. */
  settle(event: EventFixture, more: Partial<RevocationCompleted> = {}): RevocationCompleted {
    const outcome = outcomeFixture(event, more);
    this.settleInLedger(event, outcome);
    this.publishOutcome(event, outcome);
    return outcome;
  }

  settleInLedger(event: EventFixture, outcome: RevocationCompleted): void {
    this.#entry(
      event,
      outcome.revocationId,
      { state: 'settled', summary: outcome },
      Date.parse(outcome.completedAt),
    );
  }

  publishOutcome(event: EventFixture, outcome: RevocationCompleted): void {
    const { key, value, headers } = outcomeMessage(outcome, {
      key: event.userId,
      causationId: event.eventId,
    });
    this.put(this.topics.completed, {
      partition: 0,
      key,
      value,
      headers,
      timestamp: Date.parse(outcome.completedAt),
    });
  }

  forget(event: EventFixture): void {
    this.#ledger(event.record.partition % LANES, `entry/${event.revocationId}`, null);
  }

  deadLetter(record: InboundRecord, code: DeadLetterCode = 'not-json'): void {
    const { key, value, headers } = deadLetterMessage(
      record,
      code,
      'The value is not JSON in UTF-8.',
      'test',
    );
    this.put(this.topics.deadLetter, { partition: 0, key, value, headers, timestamp: DAY_ONE });
  }

  /** Everything that has been published so far is accounted for. */
  advance(): void {
    for (const topic of Object.values(this.topics.inputs)) {
      for (const partition of numbers(LANES)) {
        const next = this.nextOffset(topic, partition);
        this.position(topic, partition, { next: BigInt(next) });
      }
    }
  }

  /** A lane has read up to here, and which record came before. */
  position(
    topic: string,
    partition: number,
    { next, last }: { next: bigint; last?: { offset: bigint; timestamp: number } },
  ): void {
    const value = {
      v: 1,
      next: String(next),
      ...(last && { last: [String(last.offset), last.timestamp] }),
    };
    this.#ledger(partition % LANES, `position/${topic}/${partition}`, JSON.stringify(value));
  }

  meta(lanes = LANES): void {
    const inputs = Object.fromEntries(Object.values(this.topics.inputs).map((topic) => [topic, LANES]));
    for (const lane of numbers(LANES)) {
      this.#ledger(lane, 'meta', JSON.stringify({ v: 1, format: 1, lanes, inputs }));
      this.#ledger(
        lane,
        'owner',
        JSON.stringify({ v: 1, by: 'revoker@host:1', producerId: '7', epoch: lane }),
      );
    }
  }

  corrupt(lane: number, key: string, value = '{"v":', at = DAY_ONE): void {
    this.#ledger(lane, key, value, at);
  }

  /** What a foreign program has put into a topic of the service. */
  stray(topic: string): void {
    this.put(topic, {
      partition: 0,
      key: null,
      value: '{"hello":"world"}',
      headers: {},
      timestamp: DAY_ONE,
    });
  }

  #entry(event: EventFixture, id: string, state: object, at = DAY_ONE): void {
    const { topic, partition, offset, timestamp } = event.record;
    const origin = [topic, partition, String(offset), timestamp];
    const value = { v: 1, format: 1, fingerprint: event.fingerprint.slice(0, 16), origin, ...state };
    this.#ledger(partition % LANES, `entry/${id}`, JSON.stringify(value), at);
  }

  #ledger(lane: number, key: string, value: string | null, timestamp = DAY_ONE): void {
    this.put(this.topics.ledger, { partition: lane, key, value, headers: {}, timestamp });
  }
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}
