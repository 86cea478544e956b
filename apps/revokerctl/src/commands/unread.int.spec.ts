import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Kafka, logLevel, type Producer, type Transaction } from 'kafkajs';
import { commandLine, testKafka, uniquePrefix, type Ended } from '../../test/command-line.js';
import { DAY_ONE, uuid } from '../../test/paper-event.js';
import { PaperInstallation } from '../../test/paper-installation.js';
import { PaperOnBroker, settingsFor } from '../../test/paper-on-broker.js';
import { paperTopics } from '../../test/paper-topics.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();

const command = (paper: PaperInstallation, ...args: readonly string[]): Promise<Ended> =>
  commandLine(args, { env: settingsFor(paper, kafka) });

describe('Records behind a transaction that its publisher has left open', () => {
  const paper = new PaperInstallation(paperTopics(uniquePrefix('behind')));
  const input = paper.topics.inputs['user.deprovisioned'];
  const publisher = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING });
  let broker: PaperOnBroker;
  let producer: Producer;
  let transaction: Transaction;

  beforeAll(async () => {
    paper.meta();
    paper.settle(paper.publish({ id: 'evt-1', user: 1 }));
    paper.advance();
    broker = await PaperOnBroker.write(paper, kafka);
    producer = publisher.producer({
      transactionalId: uniquePrefix('publisher'),
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: 600_000,
    });
    await producer.connect();
    transaction = await producer.transaction();
    const value = JSON.stringify({ userId: uuid(9), eventId: 'evt-9' });
    const message = { key: uuid(9), value, partition: 0, timestamp: String(DAY_ONE) };
    await transaction.send({ topic: input, messages: [message, message] });
  });

  afterAll(async () => {
    await transaction.abort();
    await producer.disconnect();
    await broker[Symbol.asyncDispose]();
  });

  const sentence = new RegExp(
    `At most 2 records of ${input}/0 wait behind a transaction open since ` +
      `${new Date(DAY_ONE).toISOString()} \\(1 d, by the time of its first record\\) of producer \\d+: offsets 1 to 2\\.`,
  );
  const asJson = {
    ...{ topic: input, partition: 0, from: '1', until: '3', records: 2 },
    ...{ openSince: new Date(DAY_ONE).toISOString(), openSinceBy: 'first-record' },
  };

  test('status counts them beside those that wait to be read', async () => {
    const { out } = await command(paper, 'status');
    expect(out).toMatch(sentence);
    expect(out).toContain('0 waiting to be read, 2 more behind an open transaction');
    const { json } = await command(paper, 'status', '--json');
    expect(json).toMatchObject([{ behindTransactions: [asJson] }]);
  });

  test('find says that it has not looked at them, also where it finds nothing', async () => {
    const found = await command(paper, 'find', 'evt-1', '--json');
    expect(found.err).toMatch(sentence);
    expect(found.json).toContainEqual(expect.objectContaining({ kind: 'behind-transaction', ...asJson }));
    const { code, err } = await command(paper, 'find', 'evt-9');
    expect(err).toMatch(sentence);
    expect(code).toBe(4);
  });

  test('audit says that they are not part of its equation', async () => {
    const { code, out } = await command(paper, 'audit', '--settle', '0');
    expect(out).toMatch(sentence);
    expect(code).toBe(0);
    const { json } = await command(paper, 'audit', '--json', '--settle', '0');
    expect(json).toMatchObject([{ ok: true, behindTransactions: [asJson] }]);
  });

  test('doctor calls it a problem once it has lasted, and names what ends it', async () => {
    const { code, json } = await command(paper, 'doctor', '--json', '--only', 'kafka');
    expect(json).toContainEqual({
      what: 'Transactions',
      state: 'problem',
      detail: expect.stringMatching(sentence),
      remedy: expect.stringContaining(`abort --topic ${input} --partition 0 --start-offset 1`),
    });
    expect(code).toBe(1);
  });
});

describe('status', () => {
  const paper = new PaperInstallation(paperTopics(uniquePrefix('unknown')));
  const input = paper.topics.inputs['user.deprovisioned'];
  let broker: PaperOnBroker;

  /** Partition 0 ends before its position; the record before that of partition 1 is another one. */
  beforeAll(async () => {
    paper.meta();
    paper.publish({ id: 'evt-1', user: 1, partition: 0 });
    paper.publish({ id: 'evt-2', user: 2, partition: 1 });
    paper.advance();
    paper.position(input, 0, { next: 40n });
    paper.position(input, 1, { next: 1n, last: { offset: 0n, timestamp: DAY_ONE - 5_000 } });
    broker = await PaperOnBroker.write(paper, kafka);
  });

  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  });

  test('does not say that nothing waits where a position is no place in the topic that is there', async () => {
    const { out } = await command(paper, 'status', '--partitions');
    expect(out).toContain(
      `How many records of ${input}/0 wait is not known: it ends at 1, before its position 40: it was truncated or created anew`,
    );
    expect(out).toContain(
      `How many records of ${input}/1 wait is not known: the record before its position 1 is not the one that was read`,
    );
    expect(out).toContain('at least 0 waiting to be read');
    expect(out).toMatch(/user\.deprovisioned\/0 +0 +40 +1 +\?\n/);
    const { json } = await command(paper, 'status', '--json');
    expect(json).toMatchObject([{ lanes: [{ waiting: null }, { waiting: null }] }]);
  });

  test('says which topic is missing, instead of counting nothing of it', async () => {
    const env = { ...settingsFor(paper, kafka), TOPIC_SESSION_TERMINATED: 'no-such-topic' };
    const { out } = await commandLine(['status'], { env });
    expect(out).toContain('The topic no-such-topic does not exist: nothing of it is read.');
    expect(out).toContain('at least 0 waiting to be read');
  });
});
