import { describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '../../eventually.js';
import { accepts, parseHostPort } from '../support/reachable.js';
import { EmbeddedCluster } from './embedded-cluster.js';

/** A killed broker is not let in again before the session of its former self has ended: 9 s by default. */
const FAST_RESTARTS = { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 };

const clientOf = (cluster: EmbeddedCluster): Kafka =>
  new Kafka({
    brokers: [...cluster.brokers()],
    logLevel: logLevel.NOTHING,
    requestTimeout: 5_000,
    retry: { retries: 200, initialRetryTime: 50, maxRetryTime: 500 },
  });

const listens = async (address: string): Promise<boolean> => {
  const parsed = parseHostPort(address);
  return parsed !== undefined && (await accepts(parsed, 30_000));
};

describe('an embedded cluster of three nodes', () => {
  it('goes on without one of them, and takes it back', async () => {
    await using cluster = await EmbeddedCluster.start({ nodes: 3, properties: FAST_RESTARTS });
    const admin = clientOf(cluster).admin();
    await admin.createTopics({ topics: [{ topic: 'spread', numPartitions: 3 }] });
    // Until each partition has a leader, metadata are an error.
    await eventually('all partitions have three replicas', async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['spread'] }).catch(() => ({ topics: [] }));
      return topics[0]?.partitions.map(({ replicas }) => replicas.length).join() === '3,3,3';
    });

    await cluster.node(3).kill();
    const producer = clientOf(cluster).producer();
    await producer.connect();
    await producer.send({ topic: 'spread', acks: -1, messages: [{ value: 'with two of three' }] });
    await cluster.node(3).start();
    expect(await Promise.all(cluster.brokers().map(listens))).toEqual([true, true, true]);
    await cluster.node(2).stop();
    await producer.send({ topic: 'spread', acks: -1, messages: [{ value: 'with another two' }] });

    await producer.disconnect();
    await admin.disconnect();
  });
});
