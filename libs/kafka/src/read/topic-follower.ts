import type { Log } from '#libs/observability';

import type { KafkaRecord, PartitionAnswer } from '../protocol/kafka-record.js';
import type { KafkaClient } from '../client/kafka-client.js';
import { OutOfRangeConfirmation } from './out-of-range.js';
import { abortable, pause } from '#libs/async';
import { KafkaError } from '../client/kafka.errors.js';

export type FollowFrom = 'earliest' | 'latest' | ReadonlyMap<string, bigint>;

const MAX_WAIT_MS = 250;
const MAX_BYTES = 4 * 1024 * 1024;
const PARTITION_BYTES = 1024 * 1024;
const PAUSE_MS = 100;
/** How soon new partitions of a topic are noticed. */
const REFRESH_MS = 10_000;

interface Followed {
  readonly topic: string;
  readonly partition: number;
  readonly outOfRange: OutOfRangeConfirmation;
  offset: bigint;
}

interface Arrival {
  readonly nodeId: number;
  readonly asked: ReadonlyMap<Followed, bigint>;
  readonly answers: readonly PartitionAnswer[];
  readonly isFailed: boolean;
}

/** Reads all partitions of some topics at the same time: one request on its way per node, and no more. */
export class TopicFollower {
  readonly #followed = new Map<string, Followed>();

  constructor(
    private readonly client: KafkaClient,
    private readonly topics: readonly string[],
    private readonly log: Log,
  ) {}

  /** Chunks of records, never empty. Ends by rejecting with signal.reason, or with KafkaError. */
  async *follow(
    from: FollowFrom,
    signal: AbortSignal,
  ): AsyncGenerator<readonly KafkaRecord[], void, undefined> {
    await this.#addPartitions(from);
    const onTheWay = new Map<number, Promise<Arrival>>();
    let refreshedAt = performance.now();
    for (;;) {
      if (performance.now() - refreshedAt > REFRESH_MS) {
        refreshedAt = performance.now();
        await this.client.refresh();
        await this.#addPartitions('earliest');
      }
      for (const [nodeId, partitions] of this.#byLeader()) {
        if (nodeId >= 0 && !onTheWay.has(nodeId)) {
          onTheWay.set(nodeId, this.#fetch(nodeId, partitions));
        }
      }
      const { nodeId, asked, answers, isFailed } = await abortable(
        onTheWay.size > 0 ? Promise.race(onTheWay.values()) : this.#withoutLeaders(),
        signal,
      );
      onTheWay.delete(nodeId);
      let isTroubled = isFailed;
      for (const answer of answers) {
        const records = await this.#take(answer, asked);
        isTroubled ||= answer.kind === 'error';
        if (records.length > 0) {
          yield records;
        }
      }
      if (isTroubled) {
        await this.client.refresh();
        await pause(PAUSE_MS, signal);
      }
    }
  }

  async #addPartitions(from: FollowFrom): Promise<void> {
    const missing = this.topics.flatMap((topic) =>
      Array.from({ length: this.client.partitionCount(topic) }, (_, partition) => ({
        topic,
        partition,
      })).filter(({ partition }) => !this.#followed.has(`${topic}/${partition}`)),
    );
    await Promise.all(
      missing.map(async ({ topic, partition }) => {
        const key = `${topic}/${partition}`;
        const at = from === 'latest' ? 'latest' : 'earliest';
        const told = typeof from === 'object' ? from.get(key) : undefined;
        const offset = told ?? (await this.client.listOffset(topic, partition, at));
        this.#followed.set(key, {
          topic,
          partition,
          offset,
          outOfRange: new OutOfRangeConfirmation(this.client, topic, partition),
        });
      }),
    );
  }

  #byLeader(): Map<number, Followed[]> {
    return Map.groupBy(this.#followed.values(), ({ topic, partition }) =>
      this.client.leaderOf(topic, partition),
    );
  }

  async #fetch(nodeId: number, partitions: readonly Followed[]): Promise<Arrival> {
    const reads = partitions.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset,
      maxBytes: PARTITION_BYTES,
    }));
    const asked = new Map(partitions.map((followed) => [followed, followed.offset]));
    try {
      const answers = await this.client.fetch(nodeId, reads, { maxWaitMs: MAX_WAIT_MS, maxBytes: MAX_BYTES });
      return { nodeId, asked, answers, isFailed: false };
    } catch (error) {
      if (!(error instanceof KafkaError) || error.isPermanent) {
        throw error;
      }
      return { nodeId, asked, answers: [], isFailed: true };
    }
  }

  async #withoutLeaders(): Promise<Arrival> {
    return { nodeId: -1, asked: new Map(), answers: [], isFailed: true };
  }

  async #take(
    answer: PartitionAnswer,
    asked: ReadonlyMap<Followed, bigint>,
  ): Promise<readonly KafkaRecord[]> {
    const followed = this.#followed.get(`${answer.topic}/${answer.partition}`);
    // While a leader moves, a partition may be asked for at the old one and at the new one.
    if (!followed || asked.get(followed) !== followed.offset) {
      return [];
    }
    if (answer.kind === 'records') {
      followed.offset = answer.nextOffset;
      followed.outOfRange.reset();
      return answer.records;
    }
    if (answer.error === 'OFFSET_OUT_OF_RANGE') {
      await this.#startAgain(followed);
    }
    return [];
  }

  /** Retention was faster than we, or the topic is another one by now: either way the rest begins at the earliest. */
  async #startAgain(followed: Followed): Promise<void> {
    const { topic, partition, offset, outOfRange } = followed;
    const confirmed = await outOfRange.confirm(offset);
    if (!confirmed) {
      return;
    }
    followed.offset = confirmed.earliest;
    this.log.warn(
      { topic, partition, from: offset.toString(), to: followed.offset.toString(), verdict: confirmed.kind },
      'Reading goes on at the earliest record: the position is out of range.',
    );
  }
}
