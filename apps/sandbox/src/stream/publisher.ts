import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { TopicNames } from '../testbed/names.js';
import type { Sample } from '../samples/sample.js';

/** Publishes samples as an HR system or a session store would. */
export class Publisher implements AsyncDisposable {
  private constructor(
    private readonly writer: Awaited<ReturnType<typeof openWriter>>,
    private readonly topics: TopicNames,
  ) {}

  static async open(kafka: KafkaSettings, topics: TopicNames): Promise<Publisher> {
    return new Publisher(await openWriter(kafka, { log: silentLog }), topics);
  }

  /** Returns when Kafka has it. */
  async publish({ topic, key, messages }: Sample): Promise<void> {
    for (const { value, headers } of messages) {
      await this.writer.send(this.topics[topic], [{ key, value, headers }]);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.writer.close();
  }
}
