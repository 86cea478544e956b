import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdmin, openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventually,
  uniqueName,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };
const EX_CONFIG = 78;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ population: { users: 0 } });
});
afterAll(() => simulator.close());

function aDeployment(): { topics: Topics; environment: Record<string, string> } {
  const name = uniqueName('start');
  const topics = topicsOf(name);
  return { topics, environment: serviceEnvironment({ brokers, topics, groupId: name, simulator }) };
}

async function createInput(topic: string): Promise<void> {
  const admin = await openAdmin(kafka, { log: silentLog });
  await admin.create([{ name: topic, partitions: 2, replicationFactor: 1, configs: {} }]);
  await admin.close();
}

describe('a start that is refused', () => {
  it('for its settings lists all of them by name and rule, never a value', async () => {
    const { environment } = aDeployment();
    const { KAFKA_BROKERS: _, ...rest } = environment;
    await using service = await ServiceProcess.spawn({
      ...rest,
      PINGONE_API_URL: 'http://pingone.example/canary-url',
      PINGONE_REQUESTS_PER_SECOND: '0',
      START_FROM: 'yesterday',
    });
    expect(await service.exited).toBe(EX_CONFIG);
    for (const name of ['KAFKA_BROKERS', 'PINGONE_API_URL', 'PINGONE_REQUESTS_PER_SECOND', 'START_FROM']) {
      expect(service.output).toContain(name);
    }
    expect(service.output).not.toMatch(/canary-url|yesterday|\n\s+at /);
  });

  it('for a new group on a topic that already holds records explains the choice', async () => {
    const { topics, environment } = aDeployment();
    await createInput(topics.userDeprovisioned);
    const writer = await openWriter(kafka, { log: silentLog });
    await writer.send(topics.userDeprovisioned, [{ key: 'k', value: '{}' }]);
    await writer.close();
    const { START_FROM: _, ...undecided } = environment;
    await using service = await ServiceProcess.spawn(undecided);
    expect(await service.exited).toBe(EX_CONFIG);
    expect(service.output).toMatch(/START_FROM/);
    expect(service.output).toMatch(/earliest/);
    expect(service.output).toMatch(/latest/);
  });
});

describe('a start that has to wait says why in the log and in readiness', () => {
  const waiting = async (environment: Record<string, string>, sentence: RegExp): Promise<void> => {
    await using service = await ServiceProcess.spawn(environment);
    await eventually(
      () => `readiness says ${String(sentence)}; the log:\n${service.output.slice(-2_000)}`,
      async () => {
        const { status, body } = await service.health('ready');
        return status === 503 && sentence.test(body);
      },
    );
    expect((await service.health('live')).status).toBe(200);
    expect(service.output).toMatch(sentence);
    service.signal('SIGTERM');
    expect(await service.exited).toBe(0);
  };

  it('with brokers that do not answer', async () => {
    const { environment } = aDeployment();
    await waiting({ ...environment, KAFKA_BROKERS: '127.0.0.1:1' }, /127\.0\.0\.1:1/);
  });

  it('with a topic that is missing', async () => {
    const { topics, environment } = aDeployment();
    await waiting({ ...environment, TOPICS_CREATE: 'false' }, new RegExp(topics.ledger));
  });

  it('with credentials that PingOne refuses, and consumes nothing away', async () => {
    const { topics, environment } = aDeployment();
    await using service = await ServiceProcess.start(environment);
    await service.kill('SIGTERM');
    const writer = await openWriter(kafka, { log: silentLog });
    const value = JSON.stringify({ userId: '0b1c2d3e-0000-4000-8000-00000000000a', oathTokenIds: [ID] });
    await writer.send(topics.userDeprovisioned, [{ key: 'k', value }]);
    await writer.close();
    await waiting({ ...environment, PINGONE_CLIENT_SECRET: 'wrong-secret' }, /refuse/i);
  });
});

const ID = '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf';

describe('SIGTERM', () => {
  it('ends the service with code 0, not cut off at its deadline, and leaves the group', async () => {
    const { environment } = aDeployment();
    await using service = await ServiceProcess.start(environment);
    service.signal('SIGTERM');
    expect(await service.exited).toBe(0);
    await using next = await ServiceProcess.start(environment);
    expect((await next.health('ready')).status).toBe(200);
  });
});
