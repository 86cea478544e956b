import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  judgeOutcomes,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  createWorkload,
  publishWorkload,
} from '#libs/testbed';

const EVENTS = 2_000;
const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };

let simulator: Simulator;
let folder: string;

beforeEach(async () => {
  simulator = await startSimulator({ population: { users: 0 } });
  folder = await mkdtemp(join(tmpdir(), 'kill-'));
  await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
});

afterEach(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

describe('a service that is killed while submits are in flight and answers are lost', () => {
  it('publishes exactly one outcome per event after a restart, and counts honestly', async () => {
    const name = uniqueName('kill');
    const topics = topicsOf(name);
    const environment = {
      ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
      PINGONE_APPLICATIONS_FILE: await simulator.writeApplicationsFile(folder),
      TOKEN_SEALING_KEY_FILE: join(folder, 'sealing.key'),
      PINGONE_REQUEST_TIMEOUT_MS: '1000',
      PINGONE_REQUESTS_PER_SECOND: '60',
      PINGONE_MAX_TOKENS_PER_JOB: '20',
    };
    simulator.behave({
      rules: [
        {
          operation: ['submit-oath-job'],
          probability: 0.1,
          seed: 1,
          effect: { kind: 'drop', when: 'after' },
        },
        { operation: ['submit-oath-job'], effect: { kind: 'delay', ms: 100, when: 'after' } },
      ],
    });
    const events = createWorkload(simulator, { events: EVENTS, sessions: 200, missingEvery: 50 });
    const writer = await openWriter(kafka, { log: silentLog });

    const first = await ServiceProcess.start(environment);
    await using watch = new TopicRecorder(kafka, [topics.completed, topics.deadLetter]);
    await publishWorkload(writer, topics, events);
    await writer.close();
    await watch.until('a quarter is answered', () => watch.of(topics.completed).length > EVENTS / 4);
    await first.kill('SIGKILL');
    const submitsInFlight = simulator.state.submits().length;

    await using second = await ServiceProcess.start(environment);
    await watch.until(
      'every event is answered',
      () => new Set(watch.outcomes(topics.completed).map(({ eventId }) => eventId)).size >= EVENTS,
      120_000,
    );
    expect(submitsInFlight).toBeGreaterThan(0);
    expect(second.output).not.toContain('"level":"error"');
    expect(judgeOutcomes(events, watch.outcomes(topics.completed), simulator.state.deletions())).toEqual({
      missing: [],
      repeated: [],
      wrongCounts: [],
    });
    expect(watch.of(topics.deadLetter)).toEqual([]);
  }, 240_000);
});
