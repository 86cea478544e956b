import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { silentLog } from '#libs/observability';

import { turns, until } from '../lane/lane-fixture.fake.spec.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { PartitionAnswer, PartitionRead } from '../../../kafka/src/protocol/kafka-record.js';
import { pause } from '../../../async/src/waiting.js';
import { KafkaError } from '../../../kafka/src/client/kafka.errors.js';
import { FetchLoop, type FetchSource } from './fetch-loop.js';

const record = (topic: string, offset: bigint): LaneRecord => ({
  topic,
  partition: 0,
  offset,
  timestamp: 0,
  key: null,
  value: null,
  headers: {},
});

/** A broker that holds what the test gave it, and remembers what it was asked. */
class FakeClient {
  readonly requests: (readonly PartitionRead[])[] = [];
  readonly ends = new Map<string, bigint>();
  readonly errors = new Map<string, string>();
  fault: KafkaError | undefined;
  refreshes = 0;

  leaderOf(topic: string): number {
    return topic === 'elsewhere' ? 2 : 1;
  }

  async fetch(_node: number, reads: readonly PartitionRead[]): Promise<readonly PartitionAnswer[]> {
    this.requests.push(reads);
    if (this.fault) {
      throw this.fault;
    }
    const answers = reads.map((read) => this.#answer(read));
    if (answers.every((answer) => answer.kind === 'records' && answer.records.length === 0)) {
      await pause(5);
    }
    return answers;
  }

  async refresh(): Promise<void> {
    this.refreshes += 1;
  }

  #answer({ topic, partition, offset }: PartitionRead): PartitionAnswer {
    const error = this.errors.get(topic);
    if (error !== undefined) {
      return { kind: 'error', topic, partition, error };
    }
    const end = this.ends.get(topic) ?? 0n;
    const records = end > offset ? [record(topic, offset)] : [];
    return { kind: 'records', topic, partition, records, nextOffset: end > offset ? offset + 1n : offset };
  }
}

class FakeSource implements FetchSource {
  readonly partition = 0;
  offset = 0n;
  readonly taken: bigint[] = [];
  rangeDoubts = 0;
  doubts = 0;
  refusal: string | undefined;
  intake: Promise<void> = Promise.resolve();

  constructor(readonly topic: string) {}

  async deliver(records: readonly LaneRecord[], next: bigint): Promise<void> {
    this.taken.push(...records.map(({ offset }) => offset));
    await this.intake;
    this.offset = next;
  }

  doubted(): void {
    this.doubts += 1;
  }

  refused(refusal: string | undefined): void {
    this.refusal = refusal;
  }

  async outOfRange(): Promise<void> {
    this.rangeDoubts += 1;
    this.offset = 100n;
  }
}

describe(FetchLoop.name, () => {
  let client: FakeClient;
  let sources: FakeSource[];
  let ended: AbortController;
  let loop: FetchLoop;
  let run: Promise<void>;

  beforeEach(() => {
    client = new FakeClient();
    sources = [new FakeSource('a'), new FakeSource('b'), new FakeSource('elsewhere')];
    ended = new AbortController();
    loop = new FetchLoop({ node: 1, client, sources: () => sources, signal: ended.signal, log: silentLog });
  });

  afterEach(async () => {
    ended.abort();
    await run;
  });

  const source = (topic: string) => sources.find((one) => one.topic === topic) as FakeSource;

  test('asks its node for the partitions that it leads, each from where its lane is', async () => {
    client.ends.set('a', 3n).set('b', 1n).set('elsewhere', 5n);
    run = loop.run();
    await until('all is there', () => source('a').taken.length === 3);
    expect(source('a').taken).toEqual([0n, 1n, 2n]);
    expect(source('b').taken).toEqual([0n]);
    expect(source('elsewhere').taken).toEqual([]);
  });

  test('a slow intake of one partition holds up no other, and gets no second chunk meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    source('a').intake = promise;
    client.ends.set('a', 2n).set('b', 20n);
    run = loop.run();
    await until('the other is read', () => source('b').taken.length === 20);
    expect(source('a').taken).toEqual([0n]);
    resolve();
    await until('the slow one goes on', () => source('a').taken.length === 2);
  });

  test('says which partition it may not read, and when it may again', async () => {
    client.errors.set('a', 'TOPIC_AUTHORIZATION_FAILED').set('b', 'NOT_LEADER_FOR_PARTITION');
    run = loop.run();
    await until('it is told', () => source('a').refusal === 'TOPIC_AUTHORIZATION_FAILED');
    expect(source('b').refusal).toBeUndefined();
    client.errors.clear();
    await until('it is over', () => source('a').refusal === undefined);
  });

  test('waits while there is nothing to fetch, until it is woken', async () => {
    const all = sources;
    sources = [];
    run = loop.run();
    await turns();
    expect(client.requests).toEqual([]);
    sources = all;
    client.ends.set('a', 1n);
    loop.wake();
    await until('it fetches', () => source('a').taken.length === 1);
  });

  test('an error of a partition asks for metadata, and costs the others nothing', async () => {
    client.errors.set('a', 'NOT_LEADER_FOR_PARTITION');
    client.ends.set('b', 3n);
    run = loop.run();
    await until('the other is read', () => source('b').taken.length === 3);
    expect(client.refreshes).toBeGreaterThan(0);
    expect(source('a').rangeDoubts).toBe(0);
    expect([source('a').doubts > 0, source('b').doubts]).toEqual([true, 0]);
  });

  test('a partition that is gone is asked for ever more seldom, while the others are read at once', async () => {
    client.errors.set('a', 'UNKNOWN_TOPIC_OR_PARTITION');
    client.ends.set('b', 200n);
    run = loop.run();
    await until('the other is read', () => source('b').taken.length === 200);
    const asked = client.requests.filter((reads) => reads.some(({ topic }) => topic === 'a')).length;
    expect(asked).toBeLessThan(client.requests.length / 2);
  });

  test("a position out of range is the lane's to decide on", async () => {
    client.errors.set('a', 'OFFSET_OUT_OF_RANGE');
    run = loop.run();
    await until('the lane is asked', () => source('a').rangeDoubts > 0);
  });

  test('a broker that does not answer is asked again, not at once', async () => {
    client.fault = new KafkaError('UNREACHABLE', 'gone');
    client.ends.set('a', 1n);
    run = loop.run();
    await until('metadata is asked for', () => client.refreshes > 0);
    client.fault = undefined;
    await until('it goes on', () => source('a').taken.length === 1);
    expect(client.requests.length).toBeLessThan(5);
  });
});
