import { describeError } from '#libs/async';
import { LEFT_REASONS, outcomeMessage, type Failure, type RevocationCompleted } from '#libs/contracts';
import {
  EntryTooLargeError,
  LaneLostError,
  type LaneRecord,
  type Publication,
  type Settlement,
} from '#libs/lanes';
import type { Log, Metrics } from '#libs/observability';
import { toOutcome, type Revocation } from '#libs/revocation';
import type { RevocationTraces } from './revocation-traces.js';
import type { ActiveRevocation } from './active-revocation.js';

export interface OutcomePublisherOptions {
  /** Where outcomes go. */
  readonly topic: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  /** Absent: nothing is traced. */
  readonly traces?: RevocationTraces;
}

/** Turns a finished revocation into its one outcome, and hands it to the journal. */
export class OutcomePublisher {
  constructor(private readonly options: OutcomePublisherOptions) {
    // The first one is what the alarm is for: a counter that appears with it shows no increase.
    LEFT_REASONS.forEach((reason) => options.metrics.left.inc({ reason }, 0));
  }

  /**
   * Resolves with true once the outcome is published, with false if the lane was lost before.
   * @param failure for what cannot go on: the outcome says why, whatever its steps had come to
   */
  async publish(open: ActiveRevocation, failure?: Failure): Promise<boolean> {
    const completedAt = this.options.now();
    return this.#send(open, toOutcome(open.state, { completedAt, ...(failure ? { failure } : {}) }));
  }

  /** The settlement of a revocation that was answered without being opened. */
  answer(revocation: Revocation, failure: Failure): Settlement {
    return this.#settlement(revocation, toOutcome(revocation, { completedAt: this.options.now(), failure }));
  }

  /** What was published of a settled revocation, once more: the same id, marked as a replay. */
  republish(record: LaneRecord, summary: object): readonly Publication[] {
    const outcome = summary as RevocationCompleted;
    const { replay } = record;
    const marked = replay
      ? { ...outcome, replay: { id: replay.id, requestedAt: replay.requestedAt } }
      : outcome;
    const message = outcomeMessage(marked, {
      key: record.key?.toString('utf8') ?? null,
      causationId: outcome.eventId,
    });
    return [{ topic: this.options.topic, ...message }];
  }

  async #send(open: ActiveRevocation, outcome: RevocationCompleted): Promise<boolean> {
    const { log } = this.options;
    try {
      await open.lane.settle(open.id, this.#settlement(open.state, outcome));
      return true;
    } catch (error) {
      if (error instanceof EntryTooLargeError && outcome.evidence.length > 0) {
        log.warn(
          { revocationId: open.id },
          'An outcome is larger than Kafka takes; its evidence is left out.',
        );
        return this.#send(open, { ...outcome, evidence: [] });
      }
      if (!(error instanceof LaneLostError)) {
        log.error(
          { revocationId: open.id, error: describeError(error) },
          'An outcome could not be published.',
        );
      }
      return false;
    }
  }

  #settlement(revocation: Revocation, outcome: RevocationCompleted): Settlement {
    const { event, origin } = revocation;
    const { traces } = this.options;
    const traceparent = traces ? traces.traceparentOf(revocation) : event.traceparent;
    const message = outcomeMessage(outcome, {
      key: origin.key,
      causationId: event.eventId,
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    return {
      summary: outcome,
      publications: [{ topic: this.options.topic, ...message }],
      committed: () => {
        this.#count(outcome);
        traces?.settled(revocation, outcome);
      },
    };
  }

  #count(outcome: RevocationCompleted): void {
    const { eventType: event_type, status } = outcome;
    const { metrics, log } = this.options;
    metrics.outcomes.inc({ event_type, status, code: outcome.failure?.code ?? '' });
    for (const step of outcome.steps) {
      if ('left' in step && step.leftBecause) {
        const { kind, left, leftBecause } = step;
        metrics.left.inc({ reason: leftBecause }, left);
        const { revocationId } = outcome;
        log.warn({ revocationId, kind, left, leftBecause }, 'Something that is alive was left in place.');
      }
    }
    const since = Date.parse(outcome.occurredAt ?? outcome.receivedAt);
    const seconds = (Date.parse(outcome.completedAt) - since) / 1000;
    metrics.exposureSeconds.observe({ event_type }, Math.max(0, seconds));
  }
}
