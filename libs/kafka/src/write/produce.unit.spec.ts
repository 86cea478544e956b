import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { MemoryBroker } from './memory-broker.fake.spec.js';
import { PartitionQueue } from './partition-queue.js';
import { produce, type ProduceOptions } from './produce.js';

const options: ProduceOptions = {
  transactionalId: null,
  purpose: 'test',
  ackTimeoutMs: 100,
  budgetMs: 1_000,
  signal: new AbortController().signal,
  unanswered: 'repeat',
  isHopeless: () => false,
};

const queue = (partition: number, ...values: readonly string[]): PartitionQueue =>
  new PartitionQueue(
    't',
    partition,
    values.map((value) => ({ key: null, value, timestamp: 1 })),
    undefined,
  );

describe('produce', () => {
  test('one request per leader holds a batch for each of its partitions', async () => {
    const broker = new MemoryBroker();
    broker.lead('t/2', 2);
    await broker.refresh();
    await produce(broker, [queue(0, 'a'), queue(1, 'b'), queue(2, 'c')], options);
    expect(broker.asked).toEqual(['Produce', 'Produce']);
  });

  test('outside of transactions, what was not answered is written again', async () => {
    const broker = new MemoryBroker();
    broker.trouble('Produce', 'NO_ANSWER');
    await produce(broker, [queue(0, 'a')], options);
    expect(broker.seen('t/0')).toEqual(['a']);
  });

  test('inside it rejects, as it may have been written', async () => {
    const broker = new MemoryBroker();
    broker.trouble('Produce', 'NO_ANSWER');
    const producing = produce(broker, [queue(0, 'a')], { ...options, unanswered: 'reject' });
    await expect(producing).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });

  test('a refused partition does not keep the others from theirs', async () => {
    const broker = new MemoryBroker();
    broker.trouble('Produce t/0', 'TOPIC_AUTHORIZATION_FAILED');
    const refusals = await produce(broker, [queue(0, 'a'), queue(1, 'b')], options);
    expect(refusals.map(({ queue: { partition }, code }) => [partition, code])).toEqual([
      [0, 'TOPIC_AUTHORIZATION_FAILED'],
    ]);
    expect([broker.seen('t/0'), broker.seen('t/1')]).toEqual([[], ['b']]);
  });

  test('however leaders move, nothing that was acknowledged is lost', async () => {
    // kafkajs's producer skips a broker that has answered once, and with it what has moved to that broker.
    const move = fc.record({ partition: fc.nat(2), node: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 6 }), async (moves) => {
        const broker = new MemoryBroker();
        for (const [i, { partition, node }] of moves.entries()) {
          broker.lead(`t/${partition}`, node);
          await produce(
            broker,
            [0, 1, 2].map((each) => queue(each, `${i}`)),
            options,
          );
        }
        const all = moves.map((_, i) => `${i}`);
        expect([0, 1, 2].map((partition) => broker.seen(`t/${partition}`))).toEqual([all, all, all]);
      }),
      { numRuns: 30 },
    );
  });
});
