import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openWriter, type KafkaSettings, type KafkaWriter, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };
const USER = randomUUID();
const TOKEN_ID = randomUUID();

let simulator: Simulator;
let service: ServiceProcess;
let writer: KafkaWriter;
let watch: TopicRecorder;
let topics: Topics;

beforeAll(async () => {
  const name = uniqueName('bad-input');
  topics = topicsOf(name);
  simulator = await startSimulator({ population: { users: 0 } });
  service = await ServiceProcess.start({
    ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
    LANES: '1',
  });
  writer = await openWriter(kafka, { log: silentLog });
  watch = new TopicRecorder(kafka, [topics.completed, topics.deadLetter]);
});

afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await writer.close();
  await service[Symbol.asyncDispose]();
  await simulator.close();
});

const binary = (type: string, extra: Record<string, string> = {}): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_type: type,
  ce_source: '/test',
  ce_id: randomUUID(),
  ...extra,
});
const event = (data: object): string => JSON.stringify({ userId: USER, oathTokenIds: [TOKEN_ID], ...data });

/** A record that is right, published behind each bad one: "the next record is handled at once". */
async function publishWithSuccessor(message: Omit<WriterMessage, 'key'>, successor: string): Promise<void> {
  const right = {
    key: 'k',
    value: event({}),
    headers: { ...binary('user.deprovisioned'), ce_id: successor },
  };
  await writer.send(topics.userDeprovisioned, [
    { key: 'k', partition: 0, ...message },
    { ...right, partition: 0 },
  ]);
}

describe('what cannot be understood as an event', () => {
  it.each<[string, string, Omit<WriterMessage, 'key'>]>([
    ['not JSON', 'not-json', { value: '{"userId":', headers: binary('user.deprovisioned') }],
    ['a tombstone', 'tombstone', { value: null }],
    ['a list', 'unknown-shape', { value: '[1,2,3]' }],
    ['a number', 'unknown-shape', { value: '42' }],
    ['an object that is no event', 'unknown-shape', { value: '{"hello":"world"}' }],
    [
      'a batch of CloudEvents',
      'unsupported-mode',
      { value: '[]', headers: { 'content-type': 'application/cloudevents-batch+json' } },
    ],
    [
      'Avro in a CloudEvent',
      'unsupported-mode',
      { value: 'x', headers: { 'content-type': 'application/cloudevents+avro' } },
    ],
  ])('%s becomes a dead letter that names its origin', async (_, code, message) => {
    const successor = randomUUID();
    const before = watch.of(topics.deadLetter).length;
    await publishWithSuccessor(message, successor);
    await watch.until('the next event is answered', () =>
      watch.outcomes(topics.completed).some(({ eventId }) => eventId === successor),
    );
    const letters = watch.of(topics.deadLetter).slice(before);
    expect(letters).toHaveLength(1);
    const headers = Object.fromEntries(
      Object.entries(letters[0]?.headers ?? {}).map(([header, value]) => [header, value.toString('utf8')]),
    );
    expect(headers).toMatchObject({
      'dead-letter-code': code,
      'dead-letter-origin-topic': topics.userDeprovisioned,
      'dead-letter-origin-partition': '0',
    });
  });
});

describe('an event that is wrong', () => {
  it.each<[string, string, string | undefined, Omit<WriterMessage, 'key'>]>([
    ['names the user twice', 'invalid-event', 'userId', { value: event({ username: 'ada' }) }],
    [
      'has a token id that is no UUID',
      'invalid-event',
      'oathTokenIds',
      { value: event({ oathTokenIds: ['x'] }) },
    ],
    ['has an empty list', 'invalid-event', 'oathTokenIds', { value: event({ oathTokenIds: [] }) }],
    [
      'has a huge list',
      'invalid-event',
      'oathTokenIds',
      { value: event({ oathTokenIds: Array.from({ length: 6_000 }, () => randomUUID()) }) },
    ],
    [
      'is of an environment that is not allowed',
      'environment-not-allowed',
      'environmentId',
      { value: event({ environmentId: randomUUID() }) },
    ],
    [
      'is of the other type',
      'event-type-mismatch',
      undefined,
      { value: event({}), headers: binary('session.terminated') },
    ],
    [
      'is older than the memory',
      'event-too-old',
      undefined,
      { value: event({ occurredAt: '2020-01-01T00:00:00Z' }) },
    ],
    [
      'carries a token that the service cannot seal',
      'sealing-key-missing',
      undefined,
      { value: event({ oathTokenIds: undefined, tokens: [{ token: 'opaque-token', clientId: 'app' }] }) },
    ],
  ])(
    'because it %s is answered by a failed outcome that lists field and rule',
    async (_, code, field, message) => {
      const successor = randomUUID();
      const id = randomUUID();
      const headers = { ...binary('user.deprovisioned'), ...message.headers, ce_id: id };
      await publishWithSuccessor({ ...message, headers }, successor);
      await watch.until('both events are answered', () => {
        const ids = watch.outcomes(topics.completed).map(({ eventId }) => eventId);
        return ids.includes(successor) && ids.includes(id);
      });
      const outcome = watch.outcomes(topics.completed).find(({ eventId }) => eventId === id);
      expect(outcome?.failure?.code ?? outcome?.steps.find(({ failure }) => failure)?.failure?.code).toBe(
        code,
      );
      if (field !== undefined) {
        expect(JSON.stringify(outcome?.failure?.violations)).toContain(field);
      }
    },
  );
});

describe('an upstream producer', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('may compress with %s', async (compression) => {
    const compressing = await openWriter(kafka, { log: silentLog, compression });
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const messages = ids.map((id) => ({
      key: id,
      value: event({ oathTokenIds: [randomUUID()] }),
      headers: { ...binary('user.deprovisioned'), ce_id: id },
    }));
    await compressing.send(topics.userDeprovisioned, messages);
    await compressing.close();
    await watch.until('all are answered', () => {
      const answered = new Set(watch.outcomes(topics.completed).map(({ eventId }) => eventId));
      return ids.every((id) => answered.has(id));
    });
    expect(
      watch
        .of(topics.deadLetter)
        .some(({ headers }) => headers['dead-letter-code']?.toString() === 'undecodable'),
    ).toBe(false);
  });
});

describe('after all that', () => {
  it('the service is the same process, ready, in the same generation of its group', async () => {
    expect((await service.health('ready')).status).toBe(200);
    expect(service.output.match(/Lane taken/g)).toHaveLength(1);
    expect(service.output).not.toMatch(/"level":"error"|CRASH/);
  });
});
