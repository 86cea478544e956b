import type { Log } from '#libs/observability';
import { ProblemLog } from '../problems/problem-log.js';

/**
 * Partitions that the brokers do not let us read. Everything else goes on, and
 * nothing of them is lost; but an operator has to hear of it, or a missing right
 * looks like a topic without events.
 */
export class RefusedReads {
  readonly #refused = new Map<string, string>();
  readonly #problems: ProblemLog;

  constructor(log: Log) {
    this.#problems = new ProblemLog(log);
  }

  get problem(): string | undefined {
    return this.#problems.problem;
  }

  /** `refusal`: Kafka's name of it; undefined when the partition could be read. */
  note(topic: string, partition: number, refusal: string | undefined): void {
    const key = `${topic}/${partition}`;
    if (this.#refused.get(key) === refusal && refusal === undefined) {
      return;
    }
    if (refusal === undefined) {
      this.#refused.delete(key);
    } else {
      this.#refused.set(key, refusal);
    }
    const topics = new Set([...this.#refused.keys()].map((place) => place.slice(0, place.lastIndexOf('/'))));
    this.#problems.report(
      topics.size === 0
        ? undefined
        : `Kafka does not let this service read ${[...topics].join(', ')}; it needs the right Read on it`,
    );
  }
}
