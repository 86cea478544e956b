import { beforeEach, describe, expect, test } from '@jest/globals';

import { recordingLog } from '../problems/recording-log.fake.spec.js';
import { ProtocolReader } from '../../../kafka/src/protocol/protocol-reader.js';
import type { ProtocolRequest } from '../../../kafka/src/protocol/protocol-request.js';
import { ProtocolWriter } from '../../../kafka/src/protocol/protocol-writer.js';
import { KafkaError } from '../../../kafka/src/client/kafka.errors.js';
import { AccessWatch } from './access-watch.js';

const READ = 1 << 3;
const WRITE = 1 << 4;
const DESCRIBE = 1 << 8;
const NOT_TOLD = -(2 ** 31);
const MISSING = 3;
const DENIED = 29;

/** One broker, as far as it tells of topics. */
class FakeBroker {
  readonly topics = new Map([
    ['in', { error: 0, rights: READ | DESCRIBE }],
    ['out', { error: 0, rights: WRITE | DESCRIBE }],
  ]);
  versions: readonly number[] = [4, 8];
  isSilent = false;

  async askAny<Answer>(request: ProtocolRequest<Answer>): Promise<Answer> {
    if (this.isSilent) {
      throw new KafkaError('NO_ANSWER', 'silent');
    }
    if (!this.versions.includes(request.version)) {
      throw new KafkaError('UNSUPPORTED_BROKER', 'too old');
    }
    const isNew = request.version === 8;
    const answer = new ProtocolWriter()
      .int32(0)
      .array([1], (node) => node.int32(1).string('one').int32(9092).string(null))
      .string('cluster')
      .int32(1)
      .array([...this.topics], (topic, [name, { error, rights }]) => {
        topic.int16(error).string(name).boolean(false);
        topic.array([0], (partition, number) => {
          partition.int16(0).int32(number).int32(1);
          const lists = isNew ? partition.int32(7) : partition;
          lists.array([1], (at, node) => at.int32(node)).array([1], (at, node) => at.int32(node));
          return isNew ? lists.array([], () => undefined) : lists;
        });
        return isNew ? topic.int32(rights) : topic;
      });
    return request.decode(new ProtocolReader(Buffer.concat((isNew ? answer.int32(0) : answer).finish())))
      .answer;
  }
}

describe(AccessWatch.name, () => {
  let broker: FakeBroker;
  let log: ReturnType<typeof recordingLog>;
  let mended: number;
  let watch: AccessWatch;

  beforeEach(() => {
    broker = new FakeBroker();
    log = recordingLog();
    mended = 0;
    watch = new AccessWatch({
      topics: [
        { name: 'in', role: 'input' },
        { name: 'out', role: 'output' },
      ],
      askAny: (request) => broker.askAny(request),
      onMended: () => (mended += 1),
      signal: new AbortController().signal,
      log,
    });
  });

  async function looks(times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      await watch.look();
    }
  }

  test('is silent while all topics and rights are there', async () => {
    await looks(3);
    expect(watch.problem).toBeUndefined();
    expect(log.lines).toEqual([]);
  });

  test.each([
    ['a topic that is gone', 'in', { error: MISSING, rights: NOT_TOLD }, 'Topic in does not exist'],
    ['a topic that may not be seen', 'in', { error: DENIED, rights: NOT_TOLD }, 'the right Read on it'],
    [
      'a right that is taken away before anything fails',
      'out',
      { error: 0, rights: DESCRIBE },
      'the right Write on it',
    ],
  ])('names %s, in the log too, and says when it is over', async (_what, topic, state, said) => {
    const before = broker.topics.get(topic) ?? state;
    broker.topics.set(topic, state);
    await looks(2);
    expect(watch.problem).toContain(said);
    expect(watch.troubleWith(topic)).toContain(said);
    expect(log.lines.join()).toContain(said);
    broker.topics.set(topic, before);
    await looks(1);
    expect(watch.problem).toBeUndefined();
    expect(mended).toBe(1);
  });

  test('believes nothing that only one answer says: a broker that has just started may know no topic', async () => {
    broker.topics.set('in', { error: MISSING, rights: NOT_TOLD });
    await looks(1);
    broker.topics.set('in', { error: 0, rights: READ | DESCRIBE });
    await looks(1);
    expect(watch.problem).toBeUndefined();
    expect(mended).toBe(0);
  });

  test.each([
    ['says that it does not know them', NOT_TOLD],
    ['leaves them empty', 0],
  ])('takes no right for missing where a broker %s', async (_what, rights) => {
    broker.topics.set('out', { error: 0, rights });
    await looks(2);
    expect(watch.problem).toBeUndefined();
  });

  test('an old broker that knows no rights still tells what is missing', async () => {
    broker.versions = [4];
    broker.topics.set('in', { error: MISSING, rights: NOT_TOLD });
    await looks(2);
    expect(watch.problem).toContain('Topic in does not exist');
  });

  test('while no broker answers, what was known stays', async () => {
    broker.topics.set('in', { error: MISSING, rights: NOT_TOLD });
    await looks(2);
    broker.isSilent = true;
    await looks(2);
    expect(watch.problem).toContain('Topic in does not exist');
    expect(mended).toBe(0);
  });
});
