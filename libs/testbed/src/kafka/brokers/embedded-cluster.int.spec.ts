import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { BrokerStartError } from '../support/embedded-kafka.errors.js';
import { accepts, parseHostPort } from '../support/reachable.js';
import { EmbeddedCluster } from './embedded-cluster.js';

/** A killed broker is not let in again before the session of its former self has ended: 9 s by default. */
const FAST_RESTARTS = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 };

const clientOf = (cluster: EmbeddedCluster, requestTimeout = 5_000): Kafka =>
  new Kafka({
    brokers: [...cluster.brokers()],
    logLevel: logLevel.NOTHING,
    requestTimeout,
    retry: { retries: 200, initialRetryTime: 50, maxRetryTime: 500 },
  });

const listens = async (address: string): Promise<boolean> => {
  const parsed = parseHostPort(address);
  return parsed !== undefined && (await accepts(parsed, 60_000));
};

const firstRecord = async (kafka: Kafka, topic: string): Promise<string> => {
  const consumer = kafka.consumer({ groupId: `${topic}-readers`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    return await new Promise<string>((resolve, reject) => {
      consumer
        .run({ eachMessage: async ({ message }) => resolve(message.value?.toString() ?? '') })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
};

describe('an embedded cluster of one node', () => {
  let cluster: EmbeddedCluster;
  let other: EmbeddedCluster;

  beforeAll(async () => {
    const options = { properties: FAST_RESTARTS };
    [cluster, other] = await Promise.all([EmbeddedCluster.start(options), EmbeddedCluster.start()]);
  });
  afterAll(() => cluster.stop());

  it('starts beside another one without a collision', async () => {
    expect(cluster.brokers()).not.toEqual(other.brokers());
    expect(await Promise.all([...cluster.brokers(), ...other.brokers()].map(listens))).toEqual([true, true]);
  });

  it('leaves neither process nor data when it is stopped', async () => {
    const { pid = 0 } = other.node(1);
    await other.stop();
    await expect(access(other.folder)).rejects.toThrow(/ENOENT/);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('has its records, and its address, after it was killed and started again', async () => {
    const [address = ''] = cluster.brokers();
    const admin = clientOf(cluster).admin();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
    await admin.disconnect();
    const producer = clientOf(cluster).producer();
    await producer.connect();
    await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'before the kill' }] });
    await producer.disconnect();

    await cluster.node(1).kill();
    expect(cluster.node(1).state).toBe('stopped');
    expect(await listens(address)).toBe(false);

    await cluster.node(1).start();
    expect(cluster.brokers()).toEqual([address]);
    expect(await firstRecord(clientOf(cluster), 'kept')).toBe('before the kill');
  });

  it('answers nothing while it is frozen, and everything after it has thawed', async () => {
    const impatient = new Kafka({
      brokers: [...cluster.brokers()],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 3_000,
      requestTimeout: 3_000,
      retry: { retries: 0 },
    });
    const listTopics = async (kafka: Kafka): Promise<string[]> => {
      const admin = kafka.admin();
      try {
        return await admin.listTopics();
      } finally {
        await admin.disconnect();
      }
    };

    cluster.node(1).freeze();
    await expect(listTopics(impatient)).rejects.toThrow();
    cluster.node(1).thaw();
    await expect(listTopics(clientOf(cluster))).resolves.toContain('kept');
  });

  it('does not create a topic that is only written to', async () => {
    const producer = clientOf(cluster).producer({ retry: { retries: 0 } });
    await producer.connect();
    await expect(producer.send({ topic: 'mistyped', messages: [{ value: '' }] })).rejects.toThrow(
      /does not host this topic-partition/,
    );
    await producer.disconnect();
  });
});

describe('starting an embedded cluster', () => {
  it('shows the end of the broker’s log when one does not come up, and leaves nothing', async () => {
    const start = EmbeddedCluster.start({ properties: { 'num.io.threads': 'many' } });
    const error: unknown = await start.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BrokerStartError);
    expect(String(error)).toMatch(
      /Broker 1 ended with code 1.*Invalid value many for configuration num.io.threads/s,
    );
  });
});
