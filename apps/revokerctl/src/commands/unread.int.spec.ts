import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Kafka, logLevel, type Producer, type Transaction } from 'kafkajs';
import { DAY_ONE, uuid } from '../../../../libs/operations/test/event-fixture.js';
import { FixtureOnBroker, settingsFor } from '../../../../libs/operations/test/fixture-on-broker.js';
import { InstallationFixture } from '../../../../libs/operations/test/installation-fixture.js';
import { fixtureTopics } from '../../../../libs/operations/test/topics-fixture.js';
import { commandLine, type Ended, testKafka, uniquePrefix } from '../../test/command-line.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();

const command = (fixture: InstallationFixture, ...args: readonly string[]): Promise<Ended> =>
  commandLine(args, { env: settingsFor(fixture, kafka) });

describe('Records behind a transaction that its publisher has left open', () => {
  const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('behind')));
  const input = fixture.topics.inputs['user.deprovisioned'];
  const publisher = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING });
  let broker: FixtureOnBroker;
  let producer: Producer;
  let transaction: Transaction;

  beforeAll(async () => {
    fixture.meta();
    fixture.settle(fixture.publish({ id: 'evt-1', user: 1 }));
    fixture.advance();
    broker = await FixtureOnBroker.write(fixture, kafka);
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

  test('Status counts records behind an open transaction beside those that wait to be read', async () => {
    const { out } = await command(fixture, 'status');
    expect(out).toMatch(sentence);
    expect(out).toContain('0 waiting to be read, 2 more behind an open transaction');
    const { json } = await command(fixture, 'status', '--json');
    expect(json).toMatchObject([{ behindTransactions: [asJson] }]);
  });

  test('Find says that it has not looked at records behind an open transaction, also where it finds nothing', async () => {
    const found = await command(fixture, 'find', 'evt-1', '--json');
    expect(found.err).toMatch(sentence);
    expect(found.json).toContainEqual(expect.objectContaining({ kind: 'behind-transaction', ...asJson }));
    const { code, err } = await command(fixture, 'find', 'evt-9');
    expect(err).toMatch(sentence);
    expect(err).toContain('\nNothing that can be read mentions "evt-9".\n');
    expect(code).toBe(4);
  });

  test('Audit says that records behind an open transaction are not part of its equation', async () => {
    const { code, out } = await command(fixture, 'audit', '--settle', '0');
    expect(out).toMatch(sentence);
    expect(code).toBe(0);
    const { json } = await command(fixture, 'audit', '--json', '--settle', '0');
    expect(json).toMatchObject([{ ok: true, behindTransactions: [asJson] }]);
  });

  test('Doctor calls an open transaction a problem once it has lasted, and names what ends it', async () => {
    const { code, json } = await command(fixture, 'doctor', '--json', '--only', 'kafka');
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
  const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('unknown')));
  const input = fixture.topics.inputs['user.deprovisioned'];
  let broker: FixtureOnBroker;

  /** Partition 0 ends before its position; the record before that of partition 1 is another one. */
  beforeAll(async () => {
    fixture.meta();
    fixture.publish({ id: 'evt-1', user: 1, partition: 0 });
    fixture.publish({ id: 'evt-2', user: 2, partition: 1 });
    fixture.advance();
    fixture.position(input, 0, { next: 40n });
    fixture.position(input, 1, { next: 1n, last: { offset: 0n, timestamp: DAY_ONE - 5_000 } });
    broker = await FixtureOnBroker.write(fixture, kafka);
  });

  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  });

  test('Status does not say that nothing waits where a position is no place in the topic that is there', async () => {
    const { out } = await command(fixture, 'status', '--partitions');
    expect(out).toContain(
      `It is not known how many records of ${input}/0 wait: it ends at 1, before its position 40: it was truncated or created anew`,
    );
    expect(out).toContain(
      `It is not known how many records of ${input}/1 wait: the record before its position 1 is not the one that was read`,
    );
    expect(out).toContain('at least 0 waiting to be read');
    expect(out).toMatch(/user\.deprovisioned\/0 +0 +40 +1 +\?\n/);
    const { json } = await command(fixture, 'status', '--json');
    expect(json).toMatchObject([{ lanes: [{ waiting: null }, { waiting: null }] }]);
  });

  test('Status says which topic is missing, instead of counting nothing of it', async () => {
    const env = { ...settingsFor(fixture, kafka), TOPIC_SESSION_TERMINATED: 'no-such-topic' };
    const { out } = await commandLine(['status'], { env });
    expect(out).toContain('The topic no-such-topic does not exist: nothing of it is read.');
    expect(out).toContain('at least 0 waiting to be read');
  });
});
