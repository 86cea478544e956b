import type { RevocationCompleted } from '#libs/contracts';
import { readRange, type TopicAdmin } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { BenchTestbed } from '../bench-testbed.js';
import { eventually } from '#libs/testbed';
import type { Span } from './span.js';

const LOOK_EVERY_MS = 250;
/** A topic that has grown no further for so long is at its end. */
const STILL_FOR_MS = 1_500;
const READ_WITHIN_MS = 60_000;

export interface Outcome {
  readonly outcome: RevocationCompleted;
  /** When its transaction was put together, epoch milliseconds. */
  readonly publishedAt: number;
}

/**
 * Waits until so many records may be there and no more come, by offsets alone:
 * a reader of the records would take CPU from what is measured. Offsets count
 * the markers of transactions too, hence the stillness.
 */
export async function untilWritten(
  admin: TopicAdmin,
  topic: string,
  { count, deadlineMs }: { readonly count: number; readonly deadlineMs: number },
): Promise<void> {
  let seen = -1n;
  let since = Date.now();
  const isStill = async (): Promise<boolean> => {
    const end = (await admin.offsets(topic, 'latest')).reduce((sum, offset) => sum + offset, 0n);
    if (end !== seen) {
      seen = end;
      since = Date.now();
    }
    return end >= count && Date.now() - since >= STILL_FOR_MS;
  };
  await eventually(`${count} outcomes in ${topic}`, isStill, deadlineMs, { intervalMs: LOOK_EVERY_MS });
}

/** All that has been published so far. @throws if an event has two outcomes: figures of wrong answers are none */
export async function readOutcomes(
  { kafka, admin }: Pick<BenchTestbed, 'kafka' | 'admin'>,
  topic: string,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const signal = AbortSignal.timeout(READ_WITHIN_MS);
  for (const [partition, end] of (await admin.offsets(topic, 'latest')).entries()) {
    const range = { topic, partition, from: 0n, until: end, signal, log: silentLog };
    for await (const { value, timestamp } of readRange(kafka, range)) {
      const outcome = JSON.parse(value?.toString('utf8') ?? 'null') as RevocationCompleted;
      if (outcomes.has(outcome.eventId)) {
        throw new Error(`The event ${outcome.eventId} has two outcomes`);
      }
      outcomes.set(outcome.eventId, { outcome, publishedAt: timestamp });
    }
  }
  return [...outcomes.values()];
}

/** @throws unless there are so many, and every one says "completed" */
export function assertCompleted(outcomes: readonly Outcome[], count: number): void {
  const other = outcomes.find(({ outcome }) => outcome.status !== 'completed');
  if (other) {
    throw new Error(`An outcome is not "completed": ${JSON.stringify(other.outcome)}`);
  }
  if (outcomes.length !== count) {
    throw new Error(`${outcomes.length} of ${count} outcomes were published`);
  }
}

/** From the first event that was taken in to the last outcome that was published. */
export function spanOf(outcomes: readonly Outcome[]): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const { outcome, publishedAt } of outcomes) {
    from = Math.min(from, Date.parse(outcome.receivedAt));
    to = Math.max(to, publishedAt);
  }
  return { from, to };
}
