import { describe, expect, test } from '@jest/globals';

import { PartitionQueue } from './partition-queue.js';
import { decodeRecordSet } from '../records/record-set.js';
import type { KafkaMessage } from '../records/record-encoder.js';

const messages = (count: number, bytes = 10): KafkaMessage[] =>
  Array.from({ length: count }, (_, i) => ({ key: String(i), value: 'x'.repeat(bytes), timestamp: 1 }));

const keysOf = (batch: Buffer): string[] =>
  decodeRecordSet({
    topic: 't',
    partition: 0,
    from: 0n,
    recordSet: batch,
    abortedTransactions: [],
  }).records.map(({ key }) => String(key));

const sequenceOf = (batch: Buffer): number => batch.readInt32BE(53);

const producer = (firstSequence: number) => ({ producerId: 1n, epoch: 0, firstSequence });

describe('PartitionQueue', () => {
  test('a million bytes are several batches, each below the default limit of a topic', () => {
    const queue = new PartitionQueue('t', 0, messages(50, 50_000), producer(0));
    const sizes: number[] = [];
    const keys: string[] = [];
    for (let offset = 100n; !queue.isEmpty; offset += 17n) {
      sizes.push(queue.head.length);
      keys.push(...keysOf(queue.head));
      queue.accept(offset);
    }
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(keys).toEqual(messages(50).map(({ key }) => key));
    expect(queue.endOffset).toBe(134n + 16n);
  });

  test('a message that is larger than a batch should be goes alone', () => {
    const [small, large] = [messages(1), messages(1, 2_000_000)];
    const queue = new PartitionQueue('t', 0, [...small, ...large, ...small], producer(0));
    const counts: number[] = [];
    while (!queue.isEmpty) {
      counts.push(keysOf(queue.head).length);
      queue.accept(0n);
    }
    expect(counts).toEqual([1, 1, 1]);
  });

  test('the first batch is the same, with the same sequence, until it is in', () => {
    const queue = new PartitionQueue('t', 0, messages(3), producer(5));
    const first = queue.head;
    expect(queue.head).toBe(first);
    expect(sequenceOf(first)).toBe(5);
    queue.accept(0n);
    expect([queue.nextSequence, queue.isEmpty]).toEqual([8, true]);
  });

  test('what the broker finds too large is halved, with the sequence it had', () => {
    const queue = new PartitionQueue('t', 0, messages(8, 1_000), producer(5));
    expect([keysOf(queue.head).length, queue.split()]).toEqual([8, true]);
    expect(keysOf(queue.head).length).toBeLessThan(5);
    expect(sequenceOf(queue.head)).toBe(5);
  });

  test('a single message cannot be halved', () => {
    const queue = new PartitionQueue('t', 0, messages(2, 2_000_000), producer(0));
    queue.accept(queue.head.length > 0 ? 0n : 1n);
    expect([keysOf(queue.head).length, queue.split(), queue.index]).toEqual([1, false, 1]);
  });

  test('sequence numbers go round as the broker expects', () => {
    const queue = new PartitionQueue('t', 0, messages(3), producer(2 ** 31 - 2));
    expect(sequenceOf(queue.head)).toBe(2 ** 31 - 2);
    queue.accept(0n);
    expect(queue.nextSequence).toBe(1);
  });
});
