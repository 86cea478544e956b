import {
  deadLetterMessage,
  outcomeMessage,
  readEvent,
  type DeadLetterCode,
  type EventType,
  type InboundRecord,
  type RevocationCompleted,
} from '#libs/contracts';
import type { LaneRecord, WriterMessage } from '#libs/lanes';
import type { Topics } from '../src/settings/topics.js';

export const LANES = 2;
/** When everything in an installation on paper happens. */
export const DAY_ONE = Date.parse('2026-03-02T17:00:00Z');
const ENVIRONMENT = '5caa81af-ec05-41ff-a709-c7378007a99c';

export function paperTopics(prefix = ''): Topics {
  return {
    inputs: {
      'user.deprovisioned': `${prefix}user.deprovisioned`,
      'session.terminated': `${prefix}session.terminated`,
    },
    completed: `${prefix}revocation.completed`,
    deadLetter: `${prefix}revocation.dead-letter`,
    ledger: `${prefix}revocation.ledger`,
    commands: `${prefix}revocation.commands`,
  };
}

/** A message and the partition it is for; its offset is its place among those of the partition. */
export type PaperMessage = WriterMessage & { readonly partition: number; readonly timestamp: number };

/** A published event, as the service will understand it. */
export interface PaperEvent {
  readonly record: InboundRecord;
  readonly eventId: string;
  readonly revocationId: string;
  readonly fingerprint: string;
  readonly userId: string;
  readonly conflictId: string;
}

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
export class PaperInstallation {
  readonly messages = new Map<string, PaperMessage[]>();
  readonly topics: Topics;

  constructor(topics: Topics = paperTopics()) {
    this.topics = topics;
    for (const topic of [
      ...Object.values(topics.inputs),
      topics.completed,
      topics.deadLetter,
      topics.ledger,
    ]) {
      this.messages.set(topic, []);
    }
  }

  /** Puts an event into its input. */
  publish(options: PublishOptions, type: EventType = 'user.deprovisioned'): PaperEvent {
    const { id, user = 1, partition = 0, oathTokens = 2, at = DAY_ONE } = options;
    const userId = uuid(user);
    const data = {
      environmentId: ENVIRONMENT,
      userId,
      oathTokenIds: numbers(oathTokens).map((n) => uuid(1_000 * user + n)),
    };
    const record = this.#put(this.topics.inputs[type], {
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
    return this.#put(topic, { partition, key: 'garbage', value: 'not JSON', headers: {}, timestamp: at });
  }

  open(
    event: PaperEvent,
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
  settle(event: PaperEvent, more: Partial<RevocationCompleted> = {}): RevocationCompleted {
    const outcome = paperOutcome(event, more);
    this.settleInLedger(event, outcome);
    this.publishOutcome(event, outcome);
    return outcome;
  }

  settleInLedger(event: PaperEvent, outcome: RevocationCompleted): void {
    this.#entry(
      event,
      outcome.revocationId,
      { state: 'settled', summary: outcome },
      Date.parse(outcome.completedAt),
    );
  }

  publishOutcome(event: PaperEvent, outcome: RevocationCompleted): void {
    const { key, value, headers } = outcomeMessage(outcome, {
      key: event.userId,
      causationId: event.eventId,
    });
    this.#put(this.topics.completed, {
      partition: 0,
      key,
      value,
      headers,
      timestamp: Date.parse(outcome.completedAt),
    });
  }

  forget(event: PaperEvent): void {
    this.#ledger(event.record.partition % LANES, `entry/${event.revocationId}`, null);
  }

  bury(record: InboundRecord, code: DeadLetterCode = 'not-json'): void {
    const { key, value, headers } = deadLetterMessage(
      record,
      code,
      'The value is not JSON in UTF-8.',
      'test',
    );
    this.#put(this.topics.deadLetter, { partition: 0, key, value, headers, timestamp: DAY_ONE });
  }

  /** Everything that has been published so far is accounted for. */
  advance(): void {
    for (const topic of Object.values(this.topics.inputs)) {
      for (const partition of numbers(LANES)) {
        const next = this.#of(topic).filter((message) => message.partition === partition).length;
        this.#ledger(
          partition,
          `position/${topic}/${partition}`,
          JSON.stringify({ v: 1, next: String(next) }),
        );
      }
    }
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

  /** What somebody else has put into a topic of the service. */
  stray(topic: string): void {
    this.#put(topic, {
      partition: 0,
      key: null,
      value: '{"hello":"world"}',
      headers: {},
      timestamp: DAY_ONE,
    });
  }

  /** Takes the messages away that match; true if there was one. */
  remove(topic: string, matches: (message: PaperMessage) => boolean): boolean {
    const all = this.#of(topic);
    const kept = all.filter((message) => !matches(message));
    this.messages.set(topic, kept);
    return kept.length < all.length;
  }

  /** As a reader would see them; `from` is the first offset that retention has left. */
  records(topic: string, from = 0): readonly LaneRecord[] {
    const next = new Map<number, number>();
    return this.#of(topic).flatMap((message) => {
      const offset = next.get(message.partition) ?? 0;
      next.set(message.partition, offset + 1);
      return offset < from ? [] : [asRecord(topic, message, BigInt(offset))];
    });
  }

  #entry(event: PaperEvent, id: string, state: object, at = DAY_ONE): void {
    const { topic, partition, offset, timestamp } = event.record;
    const origin = [topic, partition, String(offset), timestamp];
    const value = { v: 1, format: 1, fingerprint: event.fingerprint.slice(0, 16), origin, ...state };
    this.#ledger(partition % LANES, `entry/${id}`, JSON.stringify(value), at);
  }

  #ledger(lane: number, key: string, value: string | null, timestamp = DAY_ONE): void {
    this.#put(this.topics.ledger, { partition: lane, key, value, headers: {}, timestamp });
  }

  #put(topic: string, message: PaperMessage): InboundRecord {
    const all = this.#of(topic);
    const offset = all.filter(({ partition }) => partition === message.partition).length;
    all.push(message);
    return asRecord(topic, message, BigInt(offset));
  }

  #of(topic: string): PaperMessage[] {
    return this.messages.get(topic) ?? [];
  }
}

export function paperOutcome(
  event: PaperEvent,
  more: Partial<RevocationCompleted> = {},
): RevocationCompleted {
  const { topic, partition, offset } = event.record;
  const jobIds = ['9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10'];
  const completedAt = new Date(DAY_ONE + 2_000).toISOString();
  return {
    revocationId: event.revocationId,
    revision: 1,
    eventId: event.eventId,
    eventSource: '/hr',
    eventType: 'user.deprovisioned',
    environmentId: ENVIRONMENT,
    userId: event.userId,
    status: 'completed',
    requested: 2,
    revoked: 2,
    remaining: 0,
    steps: [
      {
        kind: 'oath-tokens',
        status: 'done',
        requested: 2,
        revoked: 2,
        gone: 2,
        remaining: 0,
        countedBy: 'job',
        jobIds,
        forceUnpair: true,
      },
    ],
    evidence: [
      {
        operation: 'submit-oath-job',
        at: completedAt,
        jobId: '9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10',
        transactionId: event.revocationId,
        correlationId: 'corr-1',
      },
    ],
    receivedAt: new Date(DAY_ONE).toISOString(),
    completedAt,
    exposureMs: null,
    origin: { topic, partition, offset: String(offset) },
    ...more,
  };
}

function asRecord(topic: string, message: PaperMessage, offset: bigint): LaneRecord {
  const { partition, key, value, headers = {}, timestamp } = message;
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)] as const);
  return {
    topic,
    partition,
    offset,
    timestamp,
    key: key === null ? null : Buffer.from(key as string),
    value: value === null ? null : Buffer.from(value as string),
    headers: Object.fromEntries(bytes),
  };
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}
