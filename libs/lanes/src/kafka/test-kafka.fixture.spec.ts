import { randomBytes } from 'node:crypto';

import { silentLog } from '#libs/observability';

import { KafkaWire } from '../wire/kafka-wire.js';
import { readCommitted } from '../wire/read-committed.js';
import { openAdmin, type TopicAdmin } from './admin.js';
import type { KafkaSettings } from './settings.js';

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

/** An admin and a wire, and topics that are gone with them. */
export class TestKafka {
  readonly #topics: string[] = [];

  private constructor(
    readonly settings: KafkaSettings,
    readonly wire: KafkaWire,
    readonly admin: TopicAdmin,
  ) {}

  static async open(settings: KafkaSettings = testSettings()): Promise<TestKafka> {
    const wire = await KafkaWire.connect(settings, { log: silentLog });
    return new TestKafka(settings, wire, await openAdmin(settings, { log: silentLog }));
  }

  async topic(
    options: { partitions?: number; replicationFactor?: number; configs?: Record<string, string> } = {},
  ): Promise<string> {
    const name = uniqueName('test');
    const { partitions = 1, replicationFactor = 1, configs = {} } = options;
    const [result] = await this.admin.create([{ name, partitions, replicationFactor, configs }]);
    if (result?.kind !== 'done') {
      throw new Error(`No topic: ${JSON.stringify(result)}`);
    }
    this.#topics.push(name);
    await this.wire.addTopics([name]);
    return name;
  }

  /** Committed values of a whole partition, up to its last stable offset now. */
  async values(topic: string, partition = 0): Promise<readonly string[]> {
    const from = await this.wire.listOffset(topic, partition, 'earliest');
    const until = await this.wire.listOffset(topic, partition, 'latest');
    const values: string[] = [];
    for await (const records of readCommitted(this.wire, { topic, partition, from, until, signal: never })) {
      values.push(...records.map(({ value }) => String(value)));
    }
    return values;
  }

  async close(): Promise<void> {
    await this.admin.delete(this.#topics);
    await Promise.all([this.wire.close(), this.admin.close()]);
  }
}
