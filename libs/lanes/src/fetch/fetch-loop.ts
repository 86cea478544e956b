import type { LaneRecord } from '../ports/lane-record.js';
import type { Log } from '#libs/observability';

import { Condition, describeError, pause, RetryPolicy, within } from '#libs/async';
import type { PartitionAnswer, PartitionRead } from '#libs/kafka';

/** Long enough to idle cheaply, short enough that a lane which has become ready waits little for its turn. */
const LONG_POLL_MS = 200;
const BYTES_PER_PARTITION = 256 * 1024;
const BYTES_PER_FETCH = 4 * 1024 * 1024;
/** How long the next fetch waits for the chunks of this one, so that their partitions are in it again. */
const INTAKE_PATIENCE_MS = 25;
const IDLE_MS = 1000;
/**
 * After an error of a partition: leaders move in about the first pause. A topic that
 * is gone, or that this service may not read, need not be asked for at every turn.
 */
const AFTER_ERRORS = new RetryPolicy({ firstMs: 50, mostMs: 1000 });
/** No leader that moves: an operator has to grant a right. */
const UNAUTHORIZED = 'TOPIC_AUTHORIZATION_FAILED';
/** After a node gave no answer. */
const BACKOFF_MS = 500;

export interface FetchLoopOptions {
  readonly node: number;
  readonly client: {
    leaderOf(topic: string, partition: number): number;
    fetch(
      node: number,
      reads: readonly PartitionRead[],
      limits: { readonly maxWaitMs: number; readonly maxBytes: number },
    ): Promise<readonly PartitionAnswer[]>;
    refresh(): Promise<void>;
  };
  /** What may be fetched now, of all nodes. */
  readonly sources: () => Iterable<FetchSource>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Fetches from one broker for all lanes that have room. A slow intake of one partition holds up no other (P5). */
export class FetchLoop {
  readonly #changed = new Condition();
  /** Partitions whose chunk is still being taken in. */
  readonly #busy = new Set<string>();
  /** Partitions that had an error: left out for a while, so that they hold up no other. */
  readonly #resting = new Map<string, { readonly errors: number; readonly until: number }>();
  #isWoken = false;

  constructor(private readonly options: FetchLoopOptions) {
    options.signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** There may be something to fetch that was not there before. */
  wake(): void {
    this.#isWoken = true;
    this.#changed.notify();
  }

  async run(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      this.#isWoken = false;
      const wanted = this.#wanted();
      if (wanted.size === 0) {
        await this.#changed.until(() => this.#isWoken, this.#idleMs());
      } else {
        await this.#fetch(wanted);
      }
    }
  }

  #wanted(): ReadonlyMap<string, FetchSource> {
    const { node, client, sources } = this.options;
    const wanted = new Map<string, FetchSource>();
    for (const source of sources()) {
      const key = keyOf(source);
      const rests = (this.#resting.get(key)?.until ?? 0) > performance.now();
      if (!rests && !this.#busy.has(key) && client.leaderOf(source.topic, source.partition) === node) {
        wanted.set(key, source);
      }
    }
    return wanted;
  }

  async #fetch(wanted: ReadonlyMap<string, FetchSource>): Promise<void> {
    const { node, client, signal, log } = this.options;
    const reads = [...wanted.values()].map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset,
      maxBytes: BYTES_PER_PARTITION,
    }));
    try {
      const answers = await client.fetch(node, reads, { maxWaitMs: LONG_POLL_MS, maxBytes: BYTES_PER_FETCH });
      await this.#deliver(wanted, answers);
    } catch (error) {
      log.debug({ node, cause: describeError(error) }, 'A fetch got no answer');
      await Promise.all([client.refresh(), pause(BACKOFF_MS, signal)]);
    }
  }

  async #deliver(
    wanted: ReadonlyMap<string, FetchSource>,
    answers: readonly PartitionAnswer[],
  ): Promise<void> {
    const { signal, client } = this.options;
    const intakes: Promise<void>[] = [];
    let isStale = false;
    for (const answer of answers) {
      const source = wanted.get(keyOf(answer));
      if (!source || signal.aborted) {
        continue;
      }
      source.refused(answer.kind === 'error' && answer.error === UNAUTHORIZED ? answer.error : undefined);
      if (answer.kind === 'error') {
        isStale = true;
        source.doubted();
        this.#rest(keyOf(answer));
      } else {
        this.#resting.delete(keyOf(answer));
      }
      if (answer.kind === 'records' && answer.nextOffset > source.offset) {
        intakes.push(this.#occupy(answer, source.deliver(answer.records, answer.nextOffset)));
      } else if (answer.kind === 'error' && answer.error === 'OFFSET_OUT_OF_RANGE') {
        intakes.push(this.#occupy(answer, source.outOfRange()));
      }
    }
    if (isStale) {
      void client.refresh();
    }
    if (intakes.length > 0) {
      await within(Promise.all(intakes), INTAKE_PATIENCE_MS);
    }
  }

  #rest(key: string): void {
    const errors = (this.#resting.get(key)?.errors ?? 0) + 1;
    const until = performance.now() + AFTER_ERRORS.pauseMs(errors - 1);
    this.#resting.set(key, { errors, until });
  }

  /** Until the first partition that rests may be asked for again. */
  #idleMs(): number {
    const now = performance.now();
    const rests = [...this.#resting.values()].map(({ until }) => until - now).filter((ms) => ms > 0);
    return Math.min(IDLE_MS, ...rests);
  }

  async #occupy(at: PartitionAnswer, intake: Promise<void>): Promise<void> {
    const key = keyOf(at);
    this.#busy.add(key);
    await intake;
    this.#busy.delete(key);
    this.wake();
  }
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}

/** A partition that may be fetched from now. */
export interface FetchSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Never rejects. */
  deliver(records: readonly LaneRecord[], next: bigint): Promise<void>;
  /** Told with every answer: why the broker does not let us read it; undefined when it could be read. */
  refused(refusal: string | undefined): void;
  /** Told with every error of the partition. */
  doubted(): void;
  /** The broker says that the offset does not exist. Never rejects. */
  outOfRange(): Promise<void>;
}
