import type { KafkaTrouble } from './kafka-troubles.js';

const MOST_NAMED = 3;

/** One sentence, without its stop. */
export function describeTrouble({ kind, about, codes }: KafkaTrouble): string {
  const places = named(about);
  const why = codes.join(', ');
  switch (kind) {
    case 'not-replicated':
      return codes.every((code) => code === 'REQUEST_TIMED_OUT')
        ? `Kafka does not take writes to ${places}: followers do not confirm them in time (${why})`
        : `Kafka does not take writes to ${places}: fewer replicas are in sync than min.insync.replicas asks for (${why})`;
    case 'silent':
      return `Kafka at ${places} does not answer (${why})`;
    case 'coordinator-unavailable':
      return `Kafka's coordinator of ${places} answers, but cannot act (${why}): its own topic has too few replicas in sync, or it cannot reach a leader`;
    case 'throttled':
      return `Kafka throttles this service by a quota (${why}): it is slower than it could be`;
  }
}

function named(about: readonly string[]): string {
  const more = about.length - MOST_NAMED;
  return `${about.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
