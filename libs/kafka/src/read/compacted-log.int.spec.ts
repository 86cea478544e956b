import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Producer } from 'kafkajs';

import { silentLog } from '#libs/observability';
import { eventually } from '../../../testbed/src/eventually.js';

import { createKafka } from '../kafkajs/client.js';
import { never, TestKafka, uniqueName } from '../client/test-kafka.fixture.spec.js';
import type { KafkaRecord } from '../protocol/kafka-record.js';
import type { PartitionAnswer } from '../protocol/kafka-record.js';
import { fetchRequest } from '../protocol/fetch.js';
import { readCommitted } from './read-committed.js';
import { BatchLayout, readBatchHeader, UNCOUNTED_BYTES, type BatchHeader } from '../records/batch-header.js';
import { Transaction } from '../write/transaction.js';

/*
 * What a log looks like that Kafka's own cleaner has been through: batches that
 * are gone, batches without records, records that are missing inside of batches,
 * aborted transactions of which a header or a marker is all that is left.
 */

const COMPACTED = {
  'cleanup.policy': 'compact',
  // The least that brokers take; the cleaner leaves the segment alone that is written to.
  'segment.bytes': String(1024 * 1024),
  'segment.ms': '100',
  'min.cleanable.dirty.ratio': '0.01',
  'max.compaction.lag.ms': '100',
  'delete.retention.ms': '0',
};
const ROUNDS = 4;
/** Fills a segment. */
const FILLER = 'x'.repeat(900_000);
const NUDGE = 'nudge';
const FETCH_BYTES = 8 * 1024 * 1024;

type Entry = readonly [key: string, value: string | null];

let kafka: TestKafka;
let topic: string;
let owner: Transaction;
let end: bigint;

beforeAll(async () => {
  kafka = await TestKafka.open();
  topic = await kafka.topic({ configs: COMPACTED });
  owner = new Transaction(kafka.client, uniqueName('owner'), {
    timeoutMs: 240_000,
    budgetMs: 240_000,
    signal: never,
  });
  await owner.fence();
});

afterAll(async () => {
  await kafka.close();
});

async function commit(...entries: readonly Entry[]): Promise<void> {
  const messages = entries.map(([key, value]) => ({ key, value, timestamp: Date.now() }));
  const ends = await owner.commit([{ topic, partition: 0, messages }]);
  end = ends.get(`${topic}/0`) ?? end;
}

/** Each aborts with an id of its own: of a producer's last batch the cleaner keeps the header. */
async function aborting(values: string, meanwhile: () => Promise<void>): Promise<void> {
  const client = createKafka(kafka.settings, { log: silentLog });
  const producer: Producer = client.producer({
    transactionalId: uniqueName('aborter'),
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  const messages = ['a', 'b', 'only-aborted'].map((key) => ({ key, value: `${values} ${key}` }));
  await transaction.send({ topic, messages });
  await meanwhile();
  await transaction.send({ topic, messages });
  await transaction.abort();
  await producer.disconnect();
}

async function read(
  from: bigint,
  options: { readonly maxBytes?: number } = {},
): Promise<readonly KafkaRecord[]> {
  const all: KafkaRecord[] = [];
  const range = { topic, partition: 0, from, until: end, signal: never, ...options };
  for await (const records of readCommitted(kafka.client, range)) {
    all.push(...records);
  }
  return all;
}

/** Without what only fills segments and keeps them rolling: the cleaner is never done with that. */
function entriesOf(records: readonly KafkaRecord[]): readonly Entry[] {
  return records
    .map(({ key, value }): Entry => [String(key), value && String(value)])
    .filter(([key]) => key !== NUDGE && key !== 'filler');
}

/** As they lie in the log, up to the end. */
async function batches(): Promise<readonly BatchHeader[]> {
  const found: BatchHeader[] = [];
  for (let offset = 0n; offset < end;) {
    const read = { topic, partition: 0, offset, maxBytes: FETCH_BYTES };
    const request = fetchRequest([read], { maxWaitMs: 100, maxBytes: FETCH_BYTES });
    const { partitions } = await kafka.client.ask(kafka.client.leaderOf(topic, 0), 'questions', request);
    const set = partitions[0]?.recordSet ?? Buffer.alloc(0);
    for (let start = 0; start + BatchLayout.records <= set.length;) {
      const next = start + UNCOUNTED_BYTES + set.readInt32BE(start + BatchLayout.batchLength);
      if (next > set.length) {
        break;
      }
      const header = readBatchHeader(set, start);
      found.push(header);
      offset = header.lastOffset + 1n;
      start = next;
    }
  }
  return found;
}

async function fetchOne(offset: bigint): Promise<PartitionAnswer | undefined> {
  const limits = { maxWaitMs: 100, maxBytes: 1 };
  const reads = [{ topic, partition: 0, offset, maxBytes: 1 }];
  const [answer] = await kafka.client.fetch(kafka.client.leaderOf(topic, 0), reads, limits);
  return answer;
}

const LATEST: readonly Entry[] = [
  ['a', `a ${ROUNDS - 1}`],
  ['b', `b ${ROUNDS - 1}`],
];

describe('a log that the cleaner has been through', () => {
  let log: readonly BatchHeader[];
  let emptied: readonly BatchHeader[];

  beforeAll(async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await aborting(`aborted ${round}`, () =>
        commit(
          ['filler', FILLER],
          [`gone ${round}`, 'not for long'],
          ['a', `a ${round}`],
          [`gone ${round - 1}`, null],
          ['b', `b ${round}`],
        ),
      );
    }
    await commit([`gone ${ROUNDS - 1}`, null]);
    await eventually('the cleaner has left nothing but the latest values', async () => {
      await commit([NUDGE, '']);
      return entriesOf(await read(0n)).length === LATEST.length;
    });
    log = await batches();
    emptied = log.filter(({ recordCount }) => recordCount === 0);
  });

  test('has gaps between batches and inside of them, and the headers of aborted ones', async () => {
    const gaps = log.filter(({ baseOffset }, i) => baseOffset > (log[i - 1]?.lastOffset ?? -1n) + 1n);
    const thinned = log.filter(
      ({ baseOffset, lastOffset, recordCount }) =>
        recordCount > 0 && lastOffset - baseOffset + 1n > recordCount,
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(thinned.length).toBeGreaterThan(0);
    expect(emptied.length).toBeGreaterThanOrEqual(ROUNDS);
    expect(emptied.every(({ isTransactional }) => isTransactional)).toBe(true);
  });

  test('gives the latest of what is committed, wherever reading begins, gaps included', async () => {
    const all = await read(0n);
    expect(entriesOf(all)).toEqual(LATEST);
    for (let from = 0n; from < end; from += 1n) {
      const rest = await read(from);
      expect(entriesOf(rest)).toEqual(entriesOf(all.filter(({ offset }) => offset >= from)));
      expect(rest.at(-1)?.offset).toBe(end - 1n);
    }
  });

  test('gives the same a batch at a time, where one may hold nothing', async () => {
    expect(entriesOf(await read(0n, { maxBytes: 1 }))).toEqual(LATEST);
  });

  test('moves a position across a batch without records, and across a gap', async () => {
    for (const { baseOffset, lastOffset } of emptied) {
      expect(await fetchOne(baseOffset)).toMatchObject({ records: [], nextOffset: lastOffset + 1n });
    }
    const [first] = log;
    const answer = await fetchOne(0n);
    expect(answer?.kind === 'records' && answer.nextOffset).toBeGreaterThan(first?.baseOffset ?? end);
  });
});
