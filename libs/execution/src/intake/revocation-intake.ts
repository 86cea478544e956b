import {
  deadLetterMessage,
  readEvent,
  type Envelope,
  type EventSubject,
  type EventType,
  type Failure,
  type ReadResult,
} from '#libs/contracts';
import type { HandlerResult, RecordIdentity, LaneRecord } from '#libs/lanes';
import type { Log } from '#libs/observability';
import { planRevocation, type Revocation, type RevocationPolicy } from '#libs/revocation';
import type { OutcomePublisher } from '../in-progress/outcome-publisher.js';
import { originOf, referenceOf, replayOf, toRequest } from './revocation-request.js';
import type { TokenSealer } from '../oauth-tokens/token-sealer.js';
import { tooOldBy } from './too-old.js';

export interface RevocationIntakeOptions {
  readonly policy: RevocationPolicy;
  readonly sealer: TokenSealer;
  readonly publisher: OutcomePublisher;
  readonly topicDeadLetter: string;
  /** OATH token ids that one event may name. */
  readonly maxTokensPerEvent: number;
  /** Older events are older than the memory that recognises repeats. Milliseconds. */
  readonly maxEventAgeMs: number;
  readonly log: Log;
  readonly now: () => number;
}

/** What is to become of a record: a plan, an answer at once, or a dead letter. Total: it never throws (P1). */
export class RevocationIntake {
  constructor(private readonly options: RevocationIntakeOptions) {}

  take(record: LaneRecord, eventType: EventType): HandlerResult<Revocation> {
    const read = this.#read(record, eventType);
    switch (read.kind) {
      case 'event':
        return this.#takeEvent(read, record);
      case 'invalid': {
        const { envelope, subject, code, message, violations } = read;
        return this.#refuse(envelope, subject, record, { code, message, retryable: false, violations });
      }
      case 'unreadable':
        return this.#deadLetter(record, read.code, read.message);
    }
  }

  /**
   * For a record whose handling failed by a mistake of ours: the next one is
   * handled all the same. What is an event gets an outcome that says so (P1).
   */
  setAside(record: LaneRecord, eventType: EventType, error: unknown): HandlerResult<Revocation> {
    const { topic, partition } = record;
    const offset = String(record.offset);
    const cause = error instanceof Error ? error.name : typeof error;
    this.options.log.error(
      { topic, partition, offset, cause },
      'A record could not be handled: a fault of this service.',
    );
    const read = this.#read(record, eventType);
    switch (read.kind) {
      case 'event':
        return this.#refuse(read.event, read.event.data, record, INTERNAL);
      case 'invalid':
        return this.#refuse(read.envelope, read.subject, record, INTERNAL);
      case 'unreadable':
        return this.#deadLetter(record, read.code, read.message);
    }
  }

  #read(record: LaneRecord, eventType: EventType): ReadResult {
    return readEvent(record, eventType, { maxTokens: this.options.maxTokensPerEvent });
  }

  /** An event that is answered without a plan. */
  #refuse(
    envelope: Envelope,
    subject: EventSubject,
    record: LaneRecord,
    failure: Failure,
  ): HandlerResult<Revocation> {
    const event = referenceOf(envelope, subject, this.options.policy.defaultEnvironmentId);
    const receivedAt = this.options.now();
    const replay = record.replay ? { replay: replayOf(record.replay) } : {};
    const afterLoss = record.afterLoss ? { afterLoss: record.afterLoss } : {};
    const origin = originOf(record);
    const open = (id: string): Revocation => ({
      id,
      event,
      origin,
      receivedAt,
      ...replay,
      ...afterLoss,
      steps: [],
      evidence: [],
    });
    return this.#answer(identityOf(envelope), open, failure);
  }

  #takeEvent({ event, time }: ReadResult & { kind: 'event' }, record: LaneRecord): HandlerResult<Revocation> {
    const { policy, sealer, now } = this.options;
    const receivedAt = now();
    const { defaultEnvironmentId } = policy;
    const context = { defaultEnvironmentId, sealer, receivedAt, ...(time && { time }) };
    const planned = planRevocation(toRequest(event, record, context), policy);
    const identity = identityOf(event);
    const { maxEventAgeMs } = this.options;
    const tooOld = tooOldBy({ occurredAt: event.data.occurredAt, record, now: receivedAt, maxEventAgeMs });
    if (tooOld) {
      return this.#answer(identity, (id) => ({ ...planned.open(id), steps: [] }), tooOld);
    }
    return planned.kind === 'refused'
      ? this.#answer(identity, planned.open, planned.failure)
      : { kind: 'work', identity, open: planned.open };
  }

  #answer(
    identity: RecordIdentity,
    open: (id: string) => Revocation,
    failure: Failure,
  ): HandlerResult<Revocation> {
    return { kind: 'answer', identity, answer: (id) => this.options.publisher.answer(open(id), failure) };
  }

  #deadLetter(
    record: LaneRecord,
    ...[code, message]: [Parameters<typeof deadLetterMessage>[1], string]
  ): HandlerResult<Revocation> {
    const publication = {
      topic: this.options.topicDeadLetter,
      ...deadLetterMessage(record, code, message, SERVICE),
    };
    return { kind: 'dead-letter', code, publication };
  }
}

/** Who wrote a dead letter: the same on all instances. */
const SERVICE = 'pingone-revocation';

const INTERNAL: Failure = {
  code: 'internal',
  message: 'The service failed to handle this event; the fault is its own, and nothing was sent.',
  retryable: true,
};

function identityOf(envelope: {
  readonly revocationId: string;
  readonly fingerprint: string;
  conflictId(): string;
}): RecordIdentity {
  const { revocationId: id, fingerprint } = envelope;
  return { id, fingerprint, conflictId: () => envelope.conflictId() };
}
