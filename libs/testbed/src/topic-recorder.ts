import type { RevocationCompleted } from '#libs/contracts';
import { openReader, type KafkaSettings } from '#libs/kafka';
import { type LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { eventually } from './eventually.js';

/**
 * Everything that a read-committed subscriber sees of some topics, read without
 * kafkajs's fault (aborted records can leak through its filter), so that a repeat
 * it shows is a repeat.
 */
export class TopicRecorder {
  readonly records: LaneRecord[] = [];
  readonly #ended = new AbortController();
  readonly #reading: Promise<void>;

  constructor(kafka: KafkaSettings, topics: readonly string[]) {
    const { signal } = this.#ended;
    this.#reading = (async () => {
      for await (const record of openReader(kafka, { topics, from: 'earliest', signal, log: silentLog })) {
        this.records.push(record);
      }
    })();
    this.#reading.catch(() => undefined);
  }

  of(topic: string): readonly LaneRecord[] {
    return this.records.filter((record) => record.topic === topic);
  }

  /** The outcomes seen so far. */
  outcomes(topic: string): readonly RevocationCompleted[] {
    return this.of(topic).map(
      ({ value }) => JSON.parse(value?.toString('utf8') ?? 'null') as RevocationCompleted,
    );
  }

  async until(what: string, holds: (watch: this) => boolean, deadlineMs?: number): Promise<void> {
    await eventually(
      () => `${what}; ${this.records.length} records were seen`,
      () => holds(this),
      deadlineMs,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#reading.catch(() => undefined);
  }
}
