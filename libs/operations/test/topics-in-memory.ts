import type { KafkaRecord, TopicRange } from '#libs/kafka';
import type { RecordPosition } from '../src/installation/record-position.js';
import type { ServiceTopics } from '../src/view/service-view.js';
import { type InstallationFixture, LANES } from './installation-fixture.js';

/** Reads a fixture as the topics of a broker are read. `follow` ends with what is there by then. */
export class TopicsInMemory implements ServiceTopics {
  constructor(private readonly fixture: InstallationFixture) {}

  ranges(topic: string): Promise<readonly TopicRange[]> {
    const records = this.fixture.records(topic);
    const ranges = Array.from({ length: LANES }, (_, partition) => {
      const until = BigInt(records.filter((record) => record.partition === partition).length);
      return { topic, partition, from: 0n, until };
    });
    return Promise.resolve(ranges);
  }

  readAll(ranges: readonly TopicRange[], _: unknown, take: (record: KafkaRecord) => void): Promise<void> {
    for (const { topic, partition, until } of ranges) {
      const records = this.fixture.records(topic).filter((record) => record.partition === partition);
      records.filter(({ offset }) => offset < until).forEach(take);
    }
    return Promise.resolve();
  }

  recordAt({ topic, partition, offset }: RecordPosition): Promise<KafkaRecord | undefined> {
    const records = this.fixture.records(topic);
    return Promise.resolve(
      records.find((record) => record.partition === partition && record.offset === offset),
    );
  }

  async *follow(
    topics: readonly string[],
    from: ReadonlyMap<string, bigint>,
  ): AsyncGenerator<KafkaRecord, void, undefined> {
    await Promise.resolve();
    for (const record of topics.flatMap((topic) => this.fixture.records(topic))) {
      if (record.offset >= (from.get(`${record.topic}/${record.partition}`) ?? 0n)) {
        yield record;
      }
    }
  }
}
