import type { Log } from '#libs/observability';

import { describeError, pause } from '#libs/async';
import type { LaneKafka } from '../context/lane-kafka.port.js';
import type { LaneSource } from './partition-position.js';
import { isRecreated } from './recreated-topic.js';

/** Longer than any source waits that is fetched from: what happened meanwhile was not seen. */
const UNWATCHED_MS = 2000;
/** By then every broker knows a topic that was created anew, and none serves the old one any more. */
const PROOF_MS = 10_000;
/** Between two questions that were not answered, or not as the metadata said. */
const AGAIN_MS = 500;
/** Questions without an answer, one after the other, until it is said: a leader that moves needs some. */
const PATIENCE = 10;

export const OTHER_TOPIC =
  'The topic was created anew: our position is of another one. It is read from its beginning';

const OTHER_RECORD =
  'The record before our position is another one: the partition was truncated or created anew, and is read from its beginning';

export const FEWER_PARTITIONS =
  'The topic was created anew with fewer partitions: this one is gone, and nothing more is read of it';

export interface TopicWatchOptions {
  readonly kafka: LaneKafka;
  /** Monotonic milliseconds. */
  readonly steady: () => number;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** A position has changed, or a source may be fetched again. */
  readonly onChecked: () => void;
}

/**
 * Sees to it that a position is never used in another topic than it is of. A
 * topic that was deleted and created anew has the same name and other records:
 * read on from the middle, what is before would be lost without a word.
 *
 * The id of the topic tells at once. Metadata may be old, so the leader of the
 * partition is asked before it is believed, and whenever the source was not read
 * for a while or a fetch of it failed: nothing is read on from the old position
 * then. Where Kafka gives no ids, the record before the position tells.
 */
export class TopicWatch {
  readonly #checking = new Set<LaneSource>();
  readonly #offeredAt = new Map<LaneSource, number>();
  /** When a position at the beginning of a topic is to be looked at once more: it may have been served by a broker that still had the old one. */
  readonly #provenAt = new Map<LaneSource, number>();
  /** Partitions that the new topic does not have, by the id of the new one. */
  readonly #gone = new Map<LaneSource, string>();
  /** Positions that were out of range: by the next fetch others may have been written up to them. */
  readonly #outOfRange = new Set<LaneSource>();
  /** What metadata says, where the leader says something else: it is old, until it changes. */
  readonly #disbelieved = new Map<LaneSource, string>();
  readonly #unanswered = new Map<LaneSource, number>();

  constructor(private readonly options: TopicWatchOptions) {}

  /** A fetch of it failed: what was there may be gone, and something else there by now. */
  doubt(source: LaneSource): void {
    this.#offeredAt.set(source, -Infinity);
  }

  /**
   * Its position was out of range. Where the partition was truncated, the topic is the same by its id, and once
   * it has grown past the position nothing but the record before it tells.
   */
  doubtRecord(source: LaneSource): void {
    this.#outOfRange.add(source);
  }

  /** Whether it may be fetched from now; false while it is in doubt. Called before each fetch. */
  admits(source: LaneSource): boolean {
    if (this.#checking.has(source)) {
      return false;
    }
    const doubt = this.#doubtOf(source);
    if (doubt === undefined) {
      this.#offeredAt.set(source, this.options.steady());
      return true;
    }
    this.#checking.add(source);
    void this.#check(source, doubt).finally(() => {
      this.#checking.delete(source);
      this.options.onChecked();
    });
    return false;
  }

  #doubtOf(source: LaneSource): 'id' | 'record' | undefined {
    const { kafka, steady } = this.options;
    const { topic, position } = source;
    const [known, told] = [position.stored.topicId, kafka.topicId(topic)];
    const isOther = known !== undefined && told !== undefined && known !== told;
    if (isOther && this.#disbelieved.get(source) !== told) {
      return 'id';
    }
    const offeredAt = this.#offeredAt.get(source);
    if (offeredAt === undefined && position.stored.next === 0n) {
      this.#provenAt.set(source, steady() + PROOF_MS);
    }
    const isUnproven = steady() >= (this.#provenAt.get(source) ?? Infinity);
    const isUnwatched = offeredAt !== undefined && steady() - offeredAt > UNWATCHED_MS;
    if (isUnproven || (isUnwatched && (known === undefined || told === undefined))) {
      return 'record';
    }
    if (isUnwatched) {
      return 'id';
    }
    return this.#outOfRange.has(source) ? 'record' : undefined;
  }

  async #check(source: LaneSource, doubt: 'id' | 'record'): Promise<void> {
    const { topic, partition } = source;
    try {
      await (doubt === 'id' ? this.#compareIds(source) : this.#compareRecords(source));
      this.#unanswered.delete(source);
    } catch (error) {
      if (!this.options.signal.aborted) {
        const times = (this.#unanswered.get(source) ?? 0) + 1;
        this.#unanswered.set(source, times);
        if (times === PATIENCE) {
          this.options.log.warn(
            { topic, partition, cause: describeError(error) },
            'A topic may have been created anew, but Kafka does not say whether it was: the partition waits',
          );
        }
        await pause(AGAIN_MS, this.options.signal);
      }
    }
  }

  async #compareIds(source: LaneSource): Promise<void> {
    const { kafka, signal } = this.options;
    const { topic, partition, position } = source;
    const told = kafka.topicId(topic) ?? '';
    if (told !== position.stored.topicId && partition >= kafka.partitionCount(topic)) {
      this.#sayGone(source, told);
      await pause(AGAIN_MS, signal);
      return;
    }
    const id = await kafka.topicIdAt(topic, partition);
    if (id === undefined) {
      await pause(AGAIN_MS, signal);
      return;
    }
    this.#disbelieved.set(source, told === id ? '' : told);
    if (id === position.stored.topicId) {
      this.#offeredAt.set(source, this.options.steady());
      return;
    }
    this.#gone.delete(source);
    this.#restart(source, id);
  }

  async #compareRecords(source: LaneSource): Promise<void> {
    const { signal, kafka, steady } = this.options;
    const { topic, partition, position } = source;
    const { stored } = position;
    if (await isRecreated(this.options, { topic, partition, stored }, signal)) {
      // Metadata may be old, and would have it read from the beginning once more.
      const id = await kafka.topicIdAt(topic, partition);
      this.#restart(source, id, this.#outOfRange.has(source) ? OTHER_RECORD : OTHER_TOPIC);
      return;
    }
    this.#outOfRange.delete(source);
    this.#offeredAt.set(source, steady());
    if (stored.last) {
      this.#provenAt.delete(source);
    } else if (this.#provenAt.has(source)) {
      this.#provenAt.set(source, steady() + PROOF_MS);
    }
  }

  /** A topic begins at 0; where its first records are gone already, the fetch finds that, and says so. */
  #restart(source: LaneSource, topicId: string | undefined, why = OTHER_TOPIC): void {
    const { topic, partition, position } = source;
    this.options.log.error(
      { topic, partition, position: position.next.toString(), topicId, before: position.stored.topicId },
      why,
    );
    position.restart(0n, topicId);
    this.#outOfRange.delete(source);
    this.#offeredAt.delete(source);
    this.#provenAt.set(source, this.options.steady() + PROOF_MS);
  }

  #sayGone(source: LaneSource, topicId: string): void {
    const { topic, partition, position } = source;
    if (this.#gone.get(source) === topicId) {
      return;
    }
    this.#gone.set(source, topicId);
    const partitions = this.options.kafka.partitionCount(topic);
    this.options.log.error(
      { topic, partition, position: position.next.toString(), topicId, partitions },
      FEWER_PARTITIONS,
    );
  }
}
