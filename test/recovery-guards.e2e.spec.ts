import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { revocationIdOf } from '#libs/contracts';
import { encodeCommand } from '#libs/lanes';
import { openWriter, type KafkaSettings, type KafkaWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventMessage,
  eventually,
  type EventTopic,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';

const SOURCE = '/hr';
const LIMIT = 3;
const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };

type Person = Simulator['seeded']['users'][number];

let simulator: Simulator;
let folder: string;
let topics: Topics;
let environment: Readonly<Record<string, string>>;
let writer: KafkaWriter;
let watch: TopicRecorder;
let staff: readonly Person[];
let boss: Person;

beforeAll(async () => {
  simulator = await startSimulator({ population: { users: 0 } });
  folder = await mkdtemp(join(tmpdir(), 'guards-'));
  const { users } = simulator.seed({ users: 6, oathTokensPerUser: 2, sessionsPerUser: 1 });
  const [first, ...others] = users;
  boss = first as Person;
  staff = others;
  await writeFile(join(folder, 'protected'), `# who may not be locked out\nuserId: ${boss.id}\n`);
  const name = uniqueName('guards');
  topics = topicsOf(name);
  environment = {
    ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
    LANES: '1',
    MASS_DEPROVISIONING_LIMIT: String(LIMIT),
    PROTECTED_USERS_FILE: join(folder, 'protected'),
  };
  writer = await openWriter(kafka, { log: silentLog });
});

afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await writer.close();
  await simulator.close();
  await rm(folder, { recursive: true });
});

async function publish(topic: EventTopic, id: string, data: object): Promise<void> {
  await writer.send(topics[topic], [eventMessage(topic, data, { id, source: SOURCE })]);
}

const leave = ({ username, oathTokens }: Person, eventId: string = username): Promise<void> =>
  publish('userDeprovisioned', eventId, { username, oathTokenIds: oathTokens.map(({ id }) => id) });

async function decide(kind: 'approve' | 'reject', eventId: string, note?: string): Promise<void> {
  const command = { id: randomUUID(), kind, at: new Date().toISOString(), by: 'ops' };
  const work = revocationIdOf(SOURCE, eventId);
  const value = encodeCommand({ ...command, work, ...(note === undefined ? {} : { note }) });
  // Twice, as an operator would who is not sure: it counts once.
  await writer.send(topics.commands, [
    { key: null, value, partition: 0 },
    { key: null, value, partition: 0 },
  ]);
}

const answered = (count: number): Promise<void> =>
  watch.until(`${count} outcomes`, () => watch.of(topics.completed).length >= count);

async function holds(service: ServiceProcess, mass: number, protectedUsers: number): Promise<void> {
  const expected = [`mass-deprovisioning"} ${mass}\n`, `protected-user"} ${protectedUsers}\n`];
  let metrics = '';
  await eventually(
    () =>
      `${mass} and ${protectedUsers} are held: ${metrics.match(/^revocation_(held|open).*$/gm)?.join(', ')}`,
    async () => {
      metrics = await service.metrics();
      return expected.every((line) => metrics.includes(`revocation_held{reason="${line}`));
    },
  );
}

const ofEvent = (eventId: string): readonly object[] =>
  watch.outcomes(topics.completed).filter((outcome) => outcome.eventId === eventId);
const isTouched = ({ oathTokens }: Person): boolean =>
  simulator.state.deletions().some(({ tokenId }) => oathTokens.some(({ id }) => id === tokenId));

describe('guards', () => {
  it('hold what is too much and who is protected over a crash, and let an operator decide once', async () => {
    const first = await ServiceProcess.start(environment);
    watch = new TopicRecorder(kafka, [topics.completed]);
    for (const person of staff.slice(0, LIMIT)) {
      await leave(person);
    }
    await answered(LIMIT);
    await first.kill('SIGKILL');

    const second = await ServiceProcess.start(environment);
    const [known, , , fourth, fifth] = staff as readonly [Person, Person, Person, Person, Person];
    await leave(known);
    await leave(boss);
    await leave(fourth);
    await leave(fifth);
    await publish('sessionTerminated', 'boss-session', { sessionId: boss.sessions[0]?.id, userId: boss.id });
    await answered(LIMIT + 1);
    await holds(second, 3, 0);
    expect(await second.metrics()).toMatch(/^revocation_open 0$/m);
    expect(second.output).toContain('A revocation is held');
    await second.kill('SIGTERM');

    await using third = await ServiceProcess.start(environment);
    await holds(third, 3, 0);
    expect([boss, fourth, fifth].some(isTouched)).toBe(false);
    await decide('approve', fourth.username);
    await decide('reject', fifth.username, 'still with us');
    // One of too many, and once that is approved still protected: only PingOne knew whom the name means.
    await decide('approve', boss.username);
    await answered(LIMIT + 3);
    await holds(third, 0, 1);
    expect(isTouched(boss)).toBe(false);
    await decide('approve', boss.username);
    await answered(LIMIT + 4);
    await holds(third, 0, 0);

    expect(ofEvent(fourth.username)).toMatchObject([
      {
        status: 'completed',
        revoked: 2,
        hold: { reason: 'mass-deprovisioning', decision: 'approved', by: 'ops' },
      },
    ]);
    expect(ofEvent(boss.username)).toMatchObject([{ status: 'completed', revoked: 2 }]);
    expect(ofEvent('boss-session')).toMatchObject([{ status: 'completed' }]);
    expect(ofEvent(fifth.username)).toMatchObject([
      {
        status: 'failed',
        revoked: 0,
        remaining: 2,
        failure: { code: 'rejected-by-operator', message: 'still with us' },
      },
    ]);
    expect(isTouched(fifth)).toBe(false);
    expect(watch.of(topics.completed)).toHaveLength(LIMIT + 4);
  });
});
