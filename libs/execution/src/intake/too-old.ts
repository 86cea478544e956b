import { millisecondsOf, type Failure } from '#libs/contracts';
import type { LaneRecord } from '#libs/lanes';

interface Aged {
  readonly occurredAt: string | undefined;
  readonly record: Pick<LaneRecord, 'timestamp' | 'replay'>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly maxEventAgeMs: number;
}

/** Why an event is not carried out for its age; undefined where it is young enough. "Unless replayed on purpose." */
export function tooOldBy({ occurredAt, record, now, maxEventAgeMs }: Aged): Failure | undefined {
  if (record.replay) {
    return undefined;
  }
  const published = millisecondsOf(record.timestamp);
  const occurred = occurredAt === undefined ? published : Date.parse(occurredAt);
  // A time that is still to come says nothing of the event's age.
  const isItsOwn = occurredAt !== undefined && occurred <= now;
  const since = isItsOwn ? occurred : published;
  if (now - since <= maxEventAgeMs) {
    return undefined;
  }
  return !isItsOwn && record.timestamp === NO_TIMESTAMP
    ? refused('Neither the event nor its record says when it was published: it may be')
    : refused(`By ${describeTime(since, isItsOwn ? 'own' : 'record')}, the event is`);
}

/** Kafka's word for a record that has none. */
const NO_TIMESTAMP = -1;

/** Of a Date: a record's timestamp may be any 64 bits. */
const EARLIEST = -8.64e15;

/** What lies before it is hardly a time that was meant: a unit was mistaken. */
const EARLIEST_LIKELY = Date.parse('2000-01-01T00:00:00Z');

function describeTime(since: number, whose: 'own' | 'record'): string {
  const taken = `${whose === 'own' ? 'its own time' : "its record's timestamp"}, ${new Date(Math.max(since, EARLIEST)).toISOString()}`;
  const hint = since < EARLIEST_LIKELY ? '; that looks like a mistaken unit, seconds for milliseconds' : '';
  return `${taken}${hint}`;
}

function refused(why: string): Failure {
  const message = `${why} older than the memory that recognises repeats (MAX_EVENT_AGE_MS); replay it on purpose.`;
  return { code: 'event-too-old', message, retryable: true };
}
