import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { EmbeddedCluster, type BrokerNode } from '#libs/testbed';
import { silentLog } from '#libs/observability';

import { createKafka } from '../kafkajs/client.js';
import { openReader } from '../read/topic-reader.js';
import { never, TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import { KafkaTroubles, type KafkaTrouble } from '../client/kafka-troubles.js';
import { KafkaClient } from '../client/kafka-client.js';
import { findCoordinatorRequest } from '../protocol/find-coordinator.js';
import { TransactionError } from './transaction.errors.js';
import { Transaction } from './transaction.js';

/*
 * Three brokers, replication factor 3, min ISR 2, and one of them goes. Slow, so
 * that it holds only what fakes cannot show.
 */

let cluster: EmbeddedCluster;
let kafka: TestKafka;

const STARTS_WITHIN_MS = 300_000;
const RECOVERS_WITHIN_MS = 300_000;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({ nodes: 3, properties: { 'broker.session.timeout.ms': 3_000 } });
  const settings = { brokers: cluster.brokers(), clientId: 'lanes-test' };
  kafka = await TestKafka.open(settings, { requestTimeoutMs: 4_000 });
}, STARTS_WITHIN_MS);

afterAll(async () => {
  await kafka.close();
  await cluster.stop();
}, 30_000);

async function coordinatorOf(type: 'group' | 'transaction', id: string): Promise<number> {
  for (;;) {
    const answer = await kafka.client.askAny(findCoordinatorRequest(type, id), 'questions');
    if (answer.kind === 'found') {
      return answer.nodeId;
    }
    await kafka.client.refresh();
  }
}

const replicated = (partitions = 1): Promise<string> => kafka.topic({ partitions, replicationFactor: 3 });

/** Commits 0, 1, 2 … one at a time, as a lane would: after an indefinite error fence, and look what is there. */
class Journal {
  readonly #transaction: Transaction;
  next = 0;
  fences = 0;

  constructor(
    readonly id: string,
    private readonly topic: string,
  ) {
    this.#transaction = new Transaction(kafka.client, id, {
      timeoutMs: 10_000,
      budgetMs: 30_000,
      signal: never,
    });
  }

  async commitUntil(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      try {
        if (this.fences === 0) {
          await this.#fence();
        }
        const messages = [{ key: null, value: `${this.next}`, timestamp: Date.now() }];
        await this.#transaction.commit([{ topic: this.topic, partition: 0, messages }]);
        this.next += 1;
      } catch (error) {
        expect((error as TransactionError).kind).toBe('indefinite');
        await this.#fence();
        this.next = (await kafka.values(this.topic)).length;
      }
    }
  }

  async #fence(): Promise<void> {
    this.fences += 1;
    await this.#transaction.fence().catch(async (error: unknown) => {
      expect(error).toBeInstanceOf(TransactionError);
      await this.#fence();
    });
  }
}

async function whileGone(
  node: BrokerNode,
  how: 'killed' | 'frozen',
  work: () => Promise<void>,
): Promise<void> {
  if (how === 'killed') {
    await node.kill();
  } else {
    node.freeze();
  }
  try {
    await work();
  } finally {
    if (how === 'killed') {
      await node.start();
    } else {
      node.thaw();
    }
  }
}

describe('with three brokers', () => {
  test.each(['killed', 'frozen'] as const)(
    'a journal whose leader is %s goes on, and repeats and loses nothing',
    async (how) => {
      const topic = await replicated();
      const journal = new Journal(uniqueName('tx'), topic);
      await journal.commitUntil(() => journal.next === 10);
      const node = cluster.node(kafka.client.leaderOf(topic, 0));
      await whileGone(node, how, () => journal.commitUntil(() => journal.next === 20));
      await journal.commitUntil(() => journal.next === 30);
      expect(await kafka.values(topic)).toEqual(Array.from({ length: 30 }, (_, i) => `${i}`));
    },
    RECOVERS_WITHIN_MS,
  );

  test(
    'a journal whose coordinator is killed goes on, and repeats and loses nothing',
    async () => {
      const topic = await replicated();
      const journal = new Journal(uniqueName('tx'), topic);
      await journal.commitUntil(() => journal.next === 10);
      const node = cluster.node(await coordinatorOf('transaction', journal.id));
      await whileGone(node, 'killed', () => journal.commitUntil(() => journal.next === 20));
      expect(await kafka.values(topic)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    },
    RECOVERS_WITHIN_MS,
  );

  test(
    'a writer loses nothing that it acknowledged, and a reader misses nothing',
    async () => {
      const topic = await replicated(6);
      const writer = await kafka.writer();
      const stop = new AbortController();
      const read = new Set<string>();
      const reading = (async () => {
        const options = { topics: [topic], from: 'earliest', signal: stop.signal, log: silentLog } as const;
        for await (const { value } of openReader(kafka.settings, options)) {
          read.add(String(value));
        }
      })();
      let written = 0;
      const write = async (until: number): Promise<void> => {
        for (; written < until; written += 100) {
          const values = Array.from({ length: 100 }, (_, i) => `${written + i}`);
          await writer.send(
            topic,
            values.map((value) => ({ key: value, value })),
          );
        }
      };
      await write(1_000);
      await whileGone(cluster.node(kafka.client.leaderOf(topic, 0)), 'killed', () => write(3_000));
      await write(4_000);
      while (read.size < written) {
        await kafka.client.refresh();
      }
      stop.abort();
      await Promise.all([reading, writer.close()]);
      expect(read.size).toBe(4_000);
    },
    RECOVERS_WITHIN_MS,
  );

  test(
    'a member keeps its membership when the coordinator of its group dies',
    async () => {
      const topic = await replicated();
      const groupId = uniqueName('group');
      const consumer = createKafka(kafka.settings, { log: silentLog, requestTimeoutMs: 3_000 }).consumer({
        groupId,
        retry: { retries: 200, maxRetryTime: 500 },
        sessionTimeout: 30_000,
        heartbeatInterval: 500,
        maxWaitTimeInMs: 100,
      });
      const lost: string[] = [];
      consumer.on('consumer.group_join', () => {
        lost.push('joined anew');
        consumer.pause([{ topic }]);
      });
      consumer.on('consumer.crash', () => lost.push('crashed'));
      const heartbeat = (): Promise<unknown> =>
        new Promise((resolve) => {
          const forget = consumer.on('consumer.heartbeat', () => resolve(forget()));
        });
      await consumer.connect();
      await consumer.subscribe({ topic });
      await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
      await heartbeat();
      lost.length = 0; // kafkajs crashes, and joins anew, while a coordinator is loading
      const node = cluster.node(await coordinatorOf('group', groupId));
      await whileGone(node, 'killed', async () => {
        await coordinatorMovedFrom(node.nodeId, groupId);
        await heartbeat();
      });
      expect(lost).toEqual([]);
      await consumer.disconnect();
    },
    RECOVERS_WITHIN_MS,
  );
});

describe("what Kafka's trouble is, with three brokers", () => {
  interface Writer {
    readonly troubles: KafkaTroubles;
    readonly client: KafkaClient;
    readonly topic: string;
    readonly transaction: Transaction;
    readonly ended: AbortController;
  }

  /** Connected and fenced while all brokers are there: what is asked once one has gone is asked at once. */
  async function openWriterOf(topic: string, id: string): Promise<Writer> {
    const troubles = new KafkaTroubles();
    const ended = new AbortController();
    const options = { log: silentLog, requestTimeoutMs: 8_000, troubles };
    const client = await KafkaClient.connect(kafka.settings, options);
    await client.addTopics([topic]);
    const { signal } = ended;
    const transaction = new Transaction(client, id, { timeoutMs: 10_000, budgetMs: 20_000, signal });
    await transaction.fence();
    return { troubles, client, topic, transaction, ended };
  }

  /** A transaction that is tried again and again, and what is seen meanwhile. */
  async function tryUntil(
    { troubles, client, topic, transaction, ended }: Writer,
    isSaid: (trouble: KafkaTrouble) => boolean,
  ): Promise<KafkaTrouble> {
    const { signal } = ended;
    const writing = (async () => {
      while (!signal.aborted) {
        const messages = [{ key: null, value: 'x', timestamp: Date.now() }];
        await transaction.commit([{ topic, partition: 0, messages }]).catch(() => undefined);
        await transaction.fence().catch(() => undefined);
      }
    })();
    try {
      for (;;) {
        const said = troubles.current().find(isSaid);
        if (said) {
          return said;
        }
        await client.refresh();
      }
    } finally {
      ended.abort(new Error('It was said'));
      await writing;
      await client.close();
    }
  }

  test(
    'too few replicas in sync are named with the partition',
    async () => {
      const topic = await kafka.topic({ replicationFactor: 3, configs: { 'min.insync.replicas': '3' } });
      const node = cluster.node((kafka.client.leaderOf(topic, 0) % 3) + 1);
      const writer = await openWriterOf(topic, uniqueName('tx'));
      await whileGone(node, 'killed', async () => {
        const said = await tryUntil(writer, ({ kind }) => kind === 'not-replicated');
        expect(said.about).toEqual([`${topic}/0`]);
        expect(said.codes).toContain('NOT_ENOUGH_REPLICAS');
      });
    },
    RECOVERS_WITHIN_MS,
  );

  test(
    'a coordinator that does not answer is named with its address before its requests have timed out',
    async () => {
      const topic = await replicated();
      const id = uniqueName('tx');
      const journal = new Journal(id, topic);
      await journal.commitUntil(() => journal.next === 1);
      const writer = await openWriterOf(topic, id);
      const node = cluster.node(await coordinatorOf('transaction', id));
      const coordinator = /^\S+:\d+ \(coordinator of transactions\)$/;
      await whileGone(node, 'frozen', async () => {
        const { about } = await tryUntil(
          writer,
          ({ kind, about: places }) => kind === 'silent' && places.some((place) => coordinator.test(place)),
        );
        expect(about).toContainEqual(expect.stringMatching(coordinator));
      });
    },
    RECOVERS_WITHIN_MS,
  );
});

async function coordinatorMovedFrom(nodeId: number, groupId: string): Promise<void> {
  while ((await coordinatorOf('group', groupId)) === nodeId) {
    await kafka.client.refresh();
  }
}
