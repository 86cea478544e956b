import { describe, expect, it } from '@jest/globals';
import { silentLog } from '#libs/observability';
import { KafkaUnavailableError } from './support/embedded-kafka.errors.js';
import type { KafkaSource, SourceContext } from './sources/kafka-source.port.js';
import { firstOf } from './start-kafka.js';

const context: SourceContext = { env: {}, log: silentLog, signal: new AbortController().signal };

/** Sources that remember the order in which they were asked. */
const recordedSources = () => {
  const asked: string[] = [];
  const absent =
    (reason: string): KafkaSource =>
    async () => {
      asked.push(reason);
      return { kind: 'absent', reason };
    };
  const running =
    (broker: string): KafkaSource =>
    async () => {
      asked.push(broker);
      return {
        kind: 'running',
        kafka: { kind: 'embedded', brokers: [broker], stop: async () => undefined },
      };
    };
  return { asked, absent, running };
};

describe('startKafka', () => {
  it('asks one source after the other, and none after the first that has a broker', async () => {
    const { asked, absent, running } = recordedSources();
    const kafka = await firstOf([absent('not set'), running('a:1'), running('b:2')], context);
    expect(kafka.brokers).toEqual(['a:1']);
    expect(asked).toEqual(['not set', 'a:1']);
  });

  it('says in one sentence what is missing and what the ways out are', async () => {
    const { absent } = recordedSources();
    const sources = [absent('A is not set'), absent('B does not answer'), absent('C is not installed')];
    const error: unknown = await firstOf(sources, context).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KafkaUnavailableError);
    expect(error).toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      message:
        'There is no Kafka to use: A is not set, B does not answer and C is not installed; ' +
        "set TEST_KAFKA_BROKERS to a broker's host:port, start Docker, or install Java 17 and Maven.",
    });
  });

  it('asks no source after it was aborted', async () => {
    const { asked, running } = recordedSources();
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    await expect(firstOf([running('a:1')], { ...context, signal })).rejects.toThrow('no longer wanted');
    expect(asked).toEqual([]);
  });

  it('does not try the next source where one refuses to be passed over', async () => {
    const { asked, running } = recordedSources();
    const refusing: KafkaSource = async () => {
      throw new KafkaUnavailableError('nothing answers there');
    };
    await expect(firstOf([refusing, running('a:1')], context)).rejects.toThrow('nothing answers there');
    expect(asked).toEqual([]);
  });
});
