import type { Log, Metrics } from '#libs/observability';

import type { StoredPosition } from '../format/ledger-format.js';
import type { LaneSource } from '../positions/partition-position.js';
import { lookAt, partitionBounds, KafkaError, type LeaderFollower } from '#libs/kafka';
import {
  keyOf,
  LastingTransactions,
  sentenceOf as sentenceOfTransaction,
  type LastingTransaction,
} from './lasting-transactions.js';
import { ProblemLogs } from '../problems/problem-log.js';
import { StandingAudit, type AuditedLane } from './standing-audit.js';
import { sentenceOf as sentenceOfUnaccounted, type UnaccountedRecords } from './unaccounted.js';

export interface PartitionWatchOptions {
  readonly client: LeaderFollower;
  /** Whether the record at an offset is another one than was read there. May reject with KafkaError. */
  readonly isAnother: (source: LaneSource, record: NonNullable<StoredPosition['last']>) => Promise<boolean>;
  /** In turns: how often records are looked at that were read. */
  readonly verifyEvery: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly metrics: Pick<Metrics, 'unaccountedRecords' | 'behindOpenTransaction'>;
  readonly log: Log;
}

/**
 * Looks at the partitions of our lanes from beside: what Kafka says of where they
 * begin, end and are decided, compared with where the lanes are. Three small
 * requests a broker and turn, and now and then one record a partition; nothing of it
 * is on the way of an event.
 */
export class PartitionWatch {
  readonly #audit: StandingAudit;
  readonly #lasting: LastingTransactions;
  readonly #lost: ProblemLogs;
  readonly #heldBack: ProblemLogs;
  #unaccounted: readonly UnaccountedRecords[] = [];
  #transactions: readonly LastingTransaction[] = [];
  #turns = 0;

  constructor(private readonly options: PartitionWatchOptions) {
    const { client, now, isAnother, log } = options;
    this.#audit = new StandingAudit({ isAnother });
    this.#lasting = new LastingTransactions({ now, lookAt: (bounds) => lookAt(client, bounds) });
    this.#lost = new ProblemLogs(log, 'error');
    this.#heldBack = new ProblemLogs(log, 'warn');
  }

  get unaccounted(): readonly UnaccountedRecords[] {
    return this.#unaccounted;
  }

  get transactions(): readonly LastingTransaction[] {
    return this.#transactions;
  }

  get problems(): readonly string[] {
    return [this.#lost.problem ?? [], this.#heldBack.problem ?? []].flat();
  }

  /** @param lanes those at work, as they are now */
  async turn(lanes: readonly AuditedLane[]): Promise<void> {
    const snapshots = lanes.flatMap((lane) => this.#audit.snapshot(lane));
    const inputs = snapshots.map(({ source: { topic, partition } }) => ({ topic, partition }));
    const watched = [...inputs, ...lanes.map(({ ledger: { topic, partition } }) => ({ topic, partition }))];
    const told = await partitionBounds(this.options.client, watched);
    const bounds = new Map(told.map((each) => [keyOf(each), each]));
    if (this.#turns % this.options.verifyEvery === 0) {
      await Promise.all(
        snapshots.map((snapshot) => this.#verify(() => this.#audit.verify(snapshot, bounds))),
      );
    }
    this.#turns += 1;
    this.#unaccounted = [
      ...snapshots.flatMap((snapshot) => this.#audit.judgePartition(snapshot, bounds)),
      ...lanes.flatMap((lane) => this.#audit.judgeLedger(lane, bounds)),
    ];
    this.#transactions = await this.#lasting.turn(inputs, bounds);
    this.#tell(new Set(watched.map(keyOf)));
  }

  /** Without an answer it is looked at again in a while. */
  async #verify(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof KafkaError)) {
        throw error;
      }
    }
  }

  #tell(watched: ReadonlySet<string>): void {
    const { unaccountedRecords, behindOpenTransaction } = this.options.metrics;
    for (const logs of [this.#lost, this.#heldBack]) {
      logs.forget((key) => !watched.has(key));
    }
    this.#lost.report(byPlace(this.#unaccounted, sentenceOfUnaccounted));
    this.#heldBack.report(byPlace(this.#transactions, sentenceOfTransaction));
    unaccountedRecords.reset();
    behindOpenTransaction.reset();
    for (const key of watched) {
      const [, topic = '', partition = ''] = /^(.*)\/(\d+)$/.exec(key) ?? [];
      unaccountedRecords.set({ topic, partition }, 0);
      behindOpenTransaction.set({ topic, partition }, 0);
    }
    for (const { topic, partition, records } of this.#unaccounted) {
      unaccountedRecords.inc({ topic, partition }, records);
    }
    for (const { topic, partition, from, until } of this.#transactions) {
      behindOpenTransaction.set({ topic, partition }, Number(until - from));
    }
  }
}

function byPlace<T extends { readonly topic: string; readonly partition: number }>(
  all: readonly T[],
  sentence: (each: T) => string,
): ReadonlyMap<string, string> {
  const groups = Map.groupBy(all, keyOf);
  return new Map([...groups].map(([key, group]) => [key, group.map(sentence).join('. ')]));
}
