import {
  type BehindTransaction,
  type KafkaRecord,
  type KafkaSettings,
  openReader,
  openWriter,
  TopicReader,
  type TopicAdmin,
  type TopicRange,
  type WriterMessage,
} from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { connectWithin } from './connect-within.js';
import { OperationsError } from './operations.errors.js';
import { type ReadStage, type ShowProgress, sizeOf } from './progress.js';
import type { RecordPosition } from './record-position.js';

/** A person waits for it. */
const CONNECT_DEADLINE_MS = 8_000;

/** Looks at a cluster. Everything that it reads is committed; nothing that it does disturbs the service. */
export class KafkaAccess implements AsyncDisposable {
  private constructor(
    readonly settings: KafkaSettings,
    readonly admin: TopicAdmin,
    private readonly scanner: TopicReader,
  ) {}

  /** @throws OperationsError where there is no usable answer within 8 s, KafkaError where Kafka refuses us */
  static async open(
    settings: KafkaSettings,
    signal: AbortSignal,
    deadlineMs = CONNECT_DEADLINE_MS,
  ): Promise<KafkaAccess> {
    const admin = await connectWithin(deadlineMs, settings, signal);
    try {
      return new KafkaAccess(settings, admin, await TopicReader.open(settings, { log: silentLog, signal }));
    } catch (error) {
      await admin.close();
      throw error;
    }
  }

  /** Whether the topic exists. @throws OperationsError where we may not even look */
  async has(topic: string): Promise<boolean> {
    const [description] = await this.admin.describe([topic]);
    if (description?.kind === 'unauthorised') {
      throw new OperationsError('not-authorised', `We are not authorised to describe the topic ${topic}.`);
    }
    return description?.kind === 'topic';
  }

  /** Those of the topics that exist. @throws OperationsError as `has` */
  async existing(topics: readonly string[]): Promise<readonly string[]> {
    const found = [];
    for (const topic of topics) {
      if (await this.has(topic)) {
        found.push(topic);
      }
    }
    return found;
  }

  /**
   * All that a topic holds now, by partition, or what it got at a time (epoch milliseconds) or later.
   *
   * @throws OperationsError where it does not exist
   */
  async ranges(topic: string, since?: number): Promise<readonly TopicRange[]> {
    if (!(await this.has(topic))) {
      const brokers = this.settings.brokers.join(', ');
      throw new OperationsError('no-topic', `The topic ${topic} does not exist on ${brokers}.`);
    }
    return this.scanner.ranges(topic, since);
  }

  /** How far a topic that is known to exist goes by now. */
  async ends(topic: string): Promise<readonly TopicRange[]> {
    return this.scanner.ranges(topic);
  }

  /** Which topic has this name now: a command that says it is never carried out in another one. */
  async topicId(topic: string): Promise<{ readonly topicId?: string }> {
    const topicId = (await this.has(topic)) ? await this.scanner.topicId(topic) : undefined;
    return topicId === undefined ? {} : { topicId };
  }

  /** What of these topics waits behind an open transaction. A missing topic holds nothing. */
  async behindTransactions(topics: readonly string[]): Promise<readonly BehindTransaction[]> {
    const behind = [];
    for (const topic of await this.existing(topics)) {
      behind.push(...(await this.scanner.behindTransactions(topic)));
    }
    return behind;
  }

  /** One range after the other, each in offset order. */
  read(ranges: readonly TopicRange[]): AsyncGenerator<KafkaRecord, void, undefined> {
    return this.scanner.read(ranges);
  }

  /** The same, with its progress shown. */
  async readAll(
    ranges: readonly TopicRange[],
    { stage, show }: { readonly stage: ReadStage; readonly show: ShowProgress },
    take: (record: KafkaRecord) => void,
  ): Promise<void> {
    using progress = show(stage, sizeOf(ranges));
    for await (const record of this.read(ranges)) {
      take(record);
      progress.add(1);
    }
  }

  /** The record at a position; undefined where the topic has none there. */
  async recordAt({ topic, partition, offset }: RecordPosition): Promise<KafkaRecord | undefined> {
    const range = { topic, partition, from: offset, until: offset + 1n };
    for await (const record of this.read([range])) {
      if (record.offset === offset) {
        return record;
      }
    }
    return undefined;
  }

  /** Records as they are written, until the signal ends it; `from` by `topic/partition`. */
  follow(
    topics: readonly string[],
    from: ReadonlyMap<string, bigint>,
    signal: AbortSignal,
  ): AsyncGenerator<KafkaRecord, void, undefined> {
    return openReader(this.settings, { topics, from, signal, log: silentLog });
  }

  /** @throws KafkaError */
  async write(topic: string, messages: readonly WriterMessage[], signal: AbortSignal): Promise<void> {
    const writer = await openWriter(this.settings, { log: silentLog, signal });
    try {
      await writer.send(topic, messages);
    } finally {
      await writer.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.admin.close(), this.scanner.close()]);
  }
}
