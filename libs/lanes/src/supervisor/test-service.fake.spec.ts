import { setTimeout as delay } from 'node:timers/promises';

import { createMetrics, silentLog } from '#libs/observability';

import type { KafkaSettings } from '../../../kafka/src/kafkajs/settings.js';
import { openAdmin } from '../../../kafka/src/admin/topic-admin.js';
import { openReader } from '../../../kafka/src/read/topic-reader.js';
import { openWriter, type WriterMessage } from '../../../kafka/src/write/writer.js';
import {
  deadLetterTo,
  takeInById,
  TestApplication,
  type TestEntry,
} from '../lane/test-application.fake.spec.js';
import { LaneRuntime } from './lane-supervisor.js';
import type { LanesOptions } from '../context/lanes-options.js';

export const TEST_KAFKA = {
  brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'lanes-test',
};

export const TEST_SESSION_TIMEOUT_MS = 6000;
export const TEST_LANES = 4;

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}`);
    }
    await delay(10);
  }
}

export interface TestTopics {
  readonly input: string;
  readonly output: string;
  readonly deadLetters: string;
  readonly ledger: string;
  readonly commands: string;
}

/** Topics of its own for each test, and an end for everything that it started. */
export class TestService implements AsyncDisposable {
  readonly topics: TestTopics;
  readonly groupId: string;
  readonly fatal: string[] = [];
  readonly #ends: (() => Promise<void>)[] = [];

  /** `kafka`: where everything that is not an instance looks at topics. */
  constructor(
    name: string,
    private readonly kafka: KafkaSettings = TEST_KAFKA,
  ) {
    const prefix = `${name}-${Math.random().toString(36).slice(2, 10)}`;
    this.groupId = prefix;
    this.topics = {
      input: `${prefix}.in`,
      output: `${prefix}.out`,
      deadLetters: `${prefix}.dead`,
      ledger: `${prefix}.ledger`,
      commands: `${prefix}.commands`,
    };
  }

  /** For tests that want them before the first instance, or otherwise than it would make them. */
  async createTopics(
    more: { readonly ledger?: Readonly<Record<string, string>>; readonly commands?: number } = {},
  ): Promise<void> {
    const admin = await openAdmin(this.kafka, { log: silentLog });
    const { ledger, commands } = this.topics;
    const created = await admin.create(
      Object.values<string>({ ...this.topics }).map((name) => ({
        name,
        partitions: name === commands ? (more.commands ?? TEST_LANES) : TEST_LANES,
        replicationFactor: 1,
        ...(name === ledger && { configs: { 'cleanup.policy': 'compact', ...more.ledger } }),
      })),
    );
    await admin.close();
    const refused = created.filter(({ kind }) => kind !== 'done');
    if (refused.length > 0) {
      throw new Error(`Topics were not created: ${JSON.stringify(refused)}`);
    }
  }

  options(application: TestApplication = this.#application(20)): LanesOptions<TestEntry> {
    const { input, output, deadLetters, ledger, commands } = this.topics;
    return {
      kafka: this.kafka,
      groupId: this.groupId,
      topics: { inputs: { in: input }, outputs: [output, deadLetters], ledger, commands },
      lanes: TEST_LANES,
      topicsCreate: true,
      sessionTimeoutMs: TEST_SESSION_TIMEOUT_MS,
      retentionMs: 86_400_000,
      maxOpenPerLane: 5000,
      maxHeldPerLane: 5000,
      format: 1,
      work: application,
      fallback: deadLetterTo(deadLetters),
      log: silentLog,
      metrics: createMetrics(),
      onFatal: (reason) => this.fatal.push(reason),
    };
  }

  /** Starts an instance; `application` may be looked at afterwards. */
  instance(more: Partial<LanesOptions<TestEntry>> = {}, workMs = 20): TestInstance {
    const application = this.#application(workMs);
    const options = { ...this.options(application), ...more };
    const runtime = new LaneRuntime<TestEntry>(options, takeInById(this.topics.output));
    runtime.start();
    this.#ends.push(async () => {
      await runtime.close();
      if (application.faults.length > 0) {
        throw new AggregateError(application.faults, 'The application met what it must not');
      }
    });
    return { runtime, application, options };
  }

  /** Starts an instance and waits until it is ready. */
  async ready(more: Partial<LanesOptions<TestEntry>> = {}): Promise<TestInstance> {
    const instance = this.instance(more);
    await until('it is ready', () => instance.runtime.health().ready);
    return instance;
  }

  #application(workMs: number): TestApplication {
    return new TestApplication({ output: this.topics.output, delay: () => delay(workMs) });
  }

  /** The value is the key, too. */
  async publish(
    messages: readonly Omit<WriterMessage, 'key'>[],
    topic: string = this.topics.input,
  ): Promise<void> {
    const writer = await openWriter(this.kafka, { log: silentLog });
    await writer.send(
      topic,
      messages.map((message) => ({ key: message.value, ...message })),
    );
    await writer.close();
  }

  /** Everything that a read_committed subscriber sees of a topic, from now until the end of the test. */
  watch(topic: string): string[] {
    const seen: string[] = [];
    const ended = new AbortController();
    const reading = (async () => {
      const { signal } = ended;
      for await (const { value } of openReader(this.kafka, {
        topics: [topic],
        from: 'earliest',
        signal,
        log: silentLog,
      })) {
        seen.push(value?.toString('utf8') ?? '');
      }
    })();
    this.#ends.push(async () => {
      ended.abort();
      await reading;
    });
    return seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#ends.map((end) => end()));
    const admin = await openAdmin(this.kafka, { log: silentLog });
    await admin.delete(Object.values<string>({ ...this.topics }));
    await admin.close();
  }
}

export interface TestInstance {
  readonly runtime: LaneRuntime<TestEntry>;
  readonly application: TestApplication;
  readonly options: LanesOptions<TestEntry>;
}
