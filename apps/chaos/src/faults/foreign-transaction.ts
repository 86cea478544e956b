import { Kafka, logLevel } from 'kafkajs';
import { Generator } from '../load/generator.js';
import type { Fault } from './fault.js';

const RECORDS = 10;

/**
 * Another publisher keeps a transaction open, with records of its own in several partitions: what others publish
 * behind them waits, rightly, and is answered afterwards. Of a transaction that is aborted nothing is ever answered.
 */
export const foreignTransaction: Fault = {
  name: 'foreign-transaction',
  track: 'kafka',
  inject: async ({ testbed, dice }) => {
    const { kafka, topics, simulator, alsoPublished } = testbed;
    const end = dice.pick(['commit', 'abort'] as const);
    const id = dice.uuid();
    const generator = new Generator(simulator, dice.fork('foreign'), `foreign-${id}-`);
    const items = Array.from({ length: RECORDS }, () => generator.next());
    const client = new Kafka({
      brokers: [...kafka.brokers],
      clientId: 'foreign',
      logLevel: logLevel.NOTHING,
    });
    const producer = client.producer({
      transactionalId: id,
      maxInFlightRequests: 1,
      transactionTimeout: 60_000,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    for (const { topic, message } of items) {
      const { headers, ...rest } = message;
      const one = { ...rest, headers: { ...headers } };
      await transaction.send({ topic: topics[topic], messages: [one as never] });
    }
    const open = Date.now();
    let outcome: 'commit' | 'abort' | 'lost' = 'lost';
    return {
      lastsMs: dice.int(1_000, 8_000),
      heal: async () => {
        try {
          if (end === 'commit') {
            // Before the commit: its answer may be lost, and the records there all the same.
            items.forEach((item) => alsoPublished.set(item.tag, item));
            await transaction.commit();
          } else {
            await transaction.abort();
          }
          outcome = end;
        } finally {
          await producer.disconnect();
        }
      },
      evidence: async () => ({
        landed: outcome === end,
        facts: { end: outcome, records: items.length, openMs: Date.now() - open },
      }),
    };
  },
};
