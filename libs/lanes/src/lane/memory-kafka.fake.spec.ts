import type { LaneRecord } from '../ports/lane-record.js';
import type { OffsetAt } from '../../../kafka/src/client/client.port.js';
import type { OutOfRange } from '../../../kafka/src/read/out-of-range.js';
import type { CommittedRange } from '../../../kafka/src/read/read-committed.js';
import { TransactionError } from '../../../kafka/src/write/transaction.errors.js';
import type { PartitionMessages } from '../../../kafka/src/write/transaction.js';
import type { LaneKafka, LaneTransaction } from '../context/lane-kafka.port.js';
import type { LedgerBound } from '../ledger/ledger-loss.policy.js';

interface Log {
  records: LaneRecord[];
  start: bigint;
  end: bigint;
}

export interface MemoryMessage {
  readonly key?: string | null;
  readonly value?: string | null;
}

/** A Kafka that remembers: topics, offsets with gaps for commit markers, and fencing by epoch. */
export class MemoryKafka implements LaneKafka {
  readonly #topics = new Map<string, Log[]>();
  readonly #epochs = new Map<string, number>();
  readonly #ids = new Map<string, string>();
  #incarnation = 0;
  clusterId: string | undefined = 'here';
  /** Whether topics have ids. */
  givesIds = true;
  /** What old metadata says, by topic. */
  readonly oldIds = new Map<string, string>();
  readonly fences: string[] = [];
  /** Rejects the next commit, after having done it (`indefinite`) or not. */
  nextFault:
    | {
        readonly kind: TransactionError['kind'];
        readonly isDone: boolean;
        readonly code?: string;
        readonly topic?: string;
      }
    | undefined;
  readonly bounds = new Map<number, LedgerBound>();
  commits = 0;

  create(topic: string, partitions: number): void {
    const logs = this.#topics.get(topic) ?? [];
    while (logs.length < partitions) {
      logs.push({ records: [], start: 0n, end: 0n });
    }
    this.#topics.set(topic, logs);
    if (!this.#ids.has(topic)) {
      this.#ids.set(topic, `${topic}#${this.#incarnation}`);
    }
  }

  topicId(topic: string): string | undefined {
    return this.givesIds ? (this.oldIds.get(topic) ?? this.#ids.get(topic)) : undefined;
  }

  async topicIdAt(topic: string): Promise<string | undefined> {
    return this.givesIds ? this.#ids.get(topic) : undefined;
  }

  append(topic: string, partition: number, messages: readonly MemoryMessage[]): void {
    const log = this.#log(topic, partition);
    for (const { key = null, value = null } of messages) {
      log.records.push({
        topic,
        partition,
        offset: log.end,
        timestamp: 1_700_000_000_000 + this.#incarnation * 1_000_000 + Number(log.end),
        key: key === null ? null : Buffer.from(key),
        value: value === null ? null : Buffer.from(value),
        headers: {},
      });
      log.end += 1n;
    }
  }

  /** Retention has eaten what is before `start`. */
  truncate(topic: string, partition: number, start: bigint): void {
    const log = this.#log(topic, partition);
    log.start = start;
    log.records = log.records.filter(({ offset }) => offset >= start);
  }

  /** A leader without its last records is elected: what is written in their place has other times. */
  loseTail(topic: string, partition: number, end: bigint): void {
    this.#incarnation += 1;
    const log = this.#log(topic, partition);
    log.end = end;
    log.records = log.records.filter(({ offset }) => offset < end);
  }

  /** The topic is deleted and created again: same name, other records. */
  recreate(topic: string, partitions = this.partitionCount(topic)): void {
    this.#topics.delete(topic);
    this.#ids.delete(topic);
    this.#incarnation += 1;
    this.create(topic, partitions);
  }

  /** Its copy in another cluster has the same records and another id. */
  rename(topic: string): void {
    this.#ids.set(topic, `copy of ${topic}`);
  }

  records(topic: string): readonly LaneRecord[] {
    return (this.#topics.get(topic) ?? []).flatMap(({ records }) => records);
  }

  partition(topic: string, partition: number): readonly LaneRecord[] {
    return this.#log(topic, partition).records;
  }

  /** Topics that are missing for now, or that we may not see. */
  readonly absent = new Map<string, 'missing' | 'denied'>();

  access(topic: string): 'there' | 'missing' | 'denied' {
    return this.absent.get(topic) ?? 'there';
  }

  partitionCount(topic: string): number {
    return this.#topics.get(topic)?.length ?? 0;
  }

  partitionOf({ topic }: { readonly topic: string }, lane: number): number {
    return lane % this.partitionCount(topic);
  }

  async outOfRange(topic: string, partition: number, offset: bigint): Promise<OutOfRange | undefined> {
    const { start } = this.#log(topic, partition);
    return offset < start ? { kind: 'before-the-beginning', earliest: start } : undefined;
  }

  async listOffset(topic: string, partition: number, at: OffsetAt): Promise<bigint> {
    const log = this.#log(topic, partition);
    return at === 'earliest' ? log.start : log.end;
  }

  async *readCommitted({
    topic,
    partition,
    from,
    until,
  }: CommittedRange): AsyncIterable<readonly LaneRecord[]> {
    const wanted = this.#log(topic, partition).records.filter(
      ({ offset }) => offset >= from && offset < until,
    );
    for (let at = 0; at < wanted.length; at += 100) {
      yield wanted.slice(at, at + 100);
    }
  }

  async ledgerBound(lane: number): Promise<LedgerBound | undefined> {
    return this.bounds.get(lane);
  }

  transaction(transactionalId: string): LaneTransaction {
    let epoch = -1;
    return {
      fence: async () => {
        epoch = (this.#epochs.get(transactionalId) ?? -1) + 1;
        this.#epochs.set(transactionalId, epoch);
        this.fences.push(transactionalId);
        return { producerId: transactionalId, epoch };
      },
      commit: async (batches) => {
        if (this.#epochs.get(transactionalId) !== epoch) {
          throw new TransactionError('fenced', 'INVALID_PRODUCER_EPOCH', 'another owner holds it');
        }
        const fault = this.nextFault;
        this.nextFault = undefined;
        const ends = fault && !fault.isDone ? new Map<string, bigint>() : this.#write(batches);
        if (fault) {
          const { kind, code = 'FAULT', topic } = fault;
          throw new TransactionError(kind, code, 'as the test wants it', undefined, topic);
        }
        this.commits += 1;
        return ends;
      },
    };
  }

  #write(batches: readonly PartitionMessages[]): ReadonlyMap<string, bigint> {
    for (const { topic, partition, notBefore = 0n } of batches) {
      if (this.#log(topic, partition).end < notBefore) {
        throw new TransactionError('truncated', 'BELOW_KNOWN_END', 'lost', { topic, partition, index: 0 });
      }
    }
    const ends = new Map<string, bigint>();
    for (const { topic, partition, messages } of batches) {
      this.append(
        topic,
        partition,
        messages.map(({ key, value }) => ({
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
        })),
      );
      const log = this.#log(topic, partition);
      ends.set(`${topic}/${partition}`, log.end);
      // The commit marker.
      log.end += 1n;
    }
    return ends;
  }

  #log(topic: string, partition: number): Log {
    const log = this.#topics.get(topic)?.[partition];
    if (!log) {
      throw new Error(`There is no ${topic}/${partition}`);
    }
    return log;
  }
}
