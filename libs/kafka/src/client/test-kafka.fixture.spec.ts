import { randomBytes } from 'node:crypto';

import { silentLog } from '#libs/observability';

import { KafkaClient } from './kafka-client.js';
import { readCommitted } from '../read/read-committed.js';
import { Transaction } from '../write/transaction.js';
import { openAdmin, type TopicAdmin } from '../admin/topic-admin.js';
import type { KafkaSettings } from '../kafkajs/settings.js';
import { openWriter, type KafkaWriter, type WriterOptions } from '../write/writer.js';

/** Of the broker that all tests of a run share. */
export function testSettings(): KafkaSettings {
  const brokers = process.env['TEST_KAFKA_BROKERS'];
  if (!brokers) {
    throw new Error(
      'TEST_KAFKA_BROKERS is not set: run this by npm run jest, whose global setup starts a broker.',
    );
  }
  return { brokers: brokers.split(','), clientId: 'lanes-test' };
}

export const never: AbortSignal = new AbortController().signal;

export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}

/** An admin and a client, and topics that are gone with them. */
export class TestKafka {
  readonly #topics: string[] = [];

  private constructor(
    readonly settings: KafkaSettings,
    readonly client: KafkaClient,
    readonly admin: TopicAdmin,
  ) {}

  static async open(
    settings: KafkaSettings = testSettings(),
    options: { readonly requestTimeoutMs?: number } = {},
  ): Promise<TestKafka> {
    const client = await KafkaClient.connect(settings, { log: silentLog, ...options });
    return new TestKafka(settings, client, await openAdmin(settings, { log: silentLog }));
  }

  async topic(
    options: { partitions?: number; replicationFactor?: number; configs?: Record<string, string> } = {},
  ): Promise<string> {
    const name = uniqueName('test');
    const { partitions = 1, replicationFactor = 1 } = options;
    // Times in tests are long past. By its own default a broker deletes such records, at its next look.
    const configs = { 'retention.ms': '-1', ...options.configs };
    const [result] = await this.admin.create([{ name, partitions, replicationFactor, configs }]);
    if (result?.kind !== 'done') {
      throw new Error(`No topic: ${JSON.stringify(result)}`);
    }
    this.#topics.push(name);
    await this.client.addTopics([name]);
    return name;
  }

  /** To be closed by the caller. */
  async writer(options: Pick<WriterOptions, 'compression'> = {}): Promise<KafkaWriter> {
    return openWriter(this.settings, { log: silentLog, ...options });
  }

  /**
   * Committed values of a partition, from its beginning or from an offset. The last stable offset may be behind what
   * was just committed, as markers are written after the answer; so, as a lane does,
   * this commits a barrier and reads up to it.
   */
  async values(topic: string, partition = 0, beginning?: bigint): Promise<readonly string[]> {
    const barrier = uniqueName('barrier');
    const until = await this.#commit(topic, partition, barrier);
    const from = beginning ?? (await this.client.listOffset(topic, partition, 'earliest'));
    const values: string[] = [];
    for await (const records of readCommitted(this.client, {
      topic,
      partition,
      from,
      until,
      signal: never,
    })) {
      values.push(...records.map(({ value }) => String(value)));
    }
    if (values.pop() !== barrier) {
      throw new Error(`The barrier was not the last record of ${topic}/${partition}.`);
    }
    return values.filter((value) => !value.startsWith('barrier-'));
  }

  async #commit(topic: string, partition: number, value: string): Promise<bigint> {
    const transaction = new Transaction(this.client, value, {
      timeoutMs: 240_000,
      budgetMs: 240_000,
      signal: never,
    });
    await transaction.fence();
    const messages = [{ key: value, value, timestamp: Date.now() }];
    const ends = await transaction.commit([{ topic, partition, messages }]);
    return ends.get(`${topic}/${partition}`) ?? 0n;
  }

  async close(): Promise<void> {
    await this.admin.delete(this.#topics);
    await Promise.all([this.client.close(), this.admin.close()]);
  }
}
