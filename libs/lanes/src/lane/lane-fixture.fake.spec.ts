import { createMetrics, silentLog } from '#libs/observability';

import type { LaneContext } from '../context/lane-context.js';
import type { Lane } from './lane.js';
import { LedgerMemory } from '../ledger/ledger-memory.js';
import { MemoryKafka } from './memory-kafka.fake.spec.js';
import { RecordLimit } from '../ledger/record-limit.js';
import { deadLetterTo, takeInById, TestApplication, type TestEntry } from './test-application.fake.spec.js';

export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** All that lanes need, in memory: `in` (4 partitions), `out`, `dead`, and a ledger and commands for four lanes. */
export class LaneFixture {
  readonly kafka = new MemoryKafka();
  application = this.newApplication();
  ledgers = new LedgerMemory();
  isMember = true;
  now = 1_800_000_000_000;
  /** Work goes on when it resolves. */
  gate: Promise<void> = Promise.resolve();
  #ids = 0;

  constructor(readonly lanes = 4) {
    this.kafka.create('in', 4);
    this.kafka.create('out', 3);
    this.kafka.create('dead', 1);
    this.kafka.create('ledger', lanes);
    this.kafka.create('commands', lanes);
  }

  newApplication(): TestApplication {
    return new TestApplication({ output: 'out', delay: () => this.gate });
  }

  id(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${this.#ids.toString().padStart(12, '0')}`;
  }

  context(more: Partial<LaneContext<TestEntry>> = {}): LaneContext<TestEntry> {
    return {
      kafka: this.kafka,
      groupId: 'group',
      instance: 'test',
      inputs: ['in'],
      ledger: 'ledger',
      commands: 'commands',
      lanes: this.lanes,
      format: 1,
      startFrom: 'earliest',
      emptyAtStart: new Map(),
      maxOpenPerLane: 1000,
      maxHeldPerLane: 1000,
      retentionMs: 86_400_000,
      ledgers: this.ledgers,
      limit: new RecordLimit(1_000_000),
      work: this.application,
      handleRecord: takeInById('out'),
      fallback: deadLetterTo('dead'),
      isMember: () => this.isMember,
      clock: () => this.now,
      steady: () => this.now,
      metrics: createMetrics(),
      log: silentLog,
      ...more,
    };
  }

  /** What a fetch loop does, once for each partition. */
  async fetchAll(lane: Lane<TestEntry> | undefined): Promise<void> {
    for (const source of lane?.fetchable() ?? []) {
      const { topic, partition, offset } = source;
      const records = this.kafka.partition(topic, partition).filter((record) => record.offset >= offset);
      await source.deliver(records, await this.kafka.listOffset(topic, partition, 'latest'));
    }
  }
}
