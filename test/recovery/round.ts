import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventually,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';
import { findingsOf, makeCases, type Case, type Findings } from './cases.js';
import { WRITES, type Call, type HaltPlan, type Halted, type Point } from './halt-plan.js';

const HALTING = join(import.meta.dirname, 'halting-service.ts');
/** Longer than a new owner waits before it reads back, several times over: the machine may be busy. */
const DEADLINE_MS = 120_000;

export interface Recovered extends Findings {
  readonly outcomes: number;
}

/**
 * One process is halted at a point, in all kinds of calls at once (each in a
 * lane of its own), and killed there. Another one takes its place.
 */
export async function killAt(point: Point, kafka: KafkaSettings): Promise<ReadonlyMap<Call, Recovered>> {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  // What is revoked already is no success by itself: only what the ledger says of our own attempt is.
  const settings = { alreadyRevoked: 'unsupported-token-type', jobDurationMs: 50 } as const;
  const simulator = await startSimulator({ population: { users: 0 }, behaviour: { settings } });
  try {
    const all = makeCases(simulator);
    const cases = point.includes('write-ahead') || point.startsWith('with') ? all.filter(isWrite) : all;
    const name = uniqueName('recovery');
    const topics = topicsOf(name);
    const environment = {
      ...serviceEnvironment({ brokers: kafka.brokers.join(), topics, groupId: name, simulator }),
      PINGONE_APPLICATIONS_FILE: await simulator.writeApplicationsFile(folder),
      TOKEN_SEALING_KEY_FILE: join(folder, 'sealing.key'),
      PINGONE_REQUEST_TIMEOUT_MS: '1000',
      // So that no two events share a job.
      PINGONE_MAX_TOKENS_PER_JOB: '2',
      REVOKE_USER_SESSIONS: 'true',
      LANES: String(all.length),
    };
    await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
    await killHalted({ point, cases, environment, topics, kafka, simulator });
    return await recovered({ cases, environment, topics, kafka, simulator });
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}

interface Round {
  readonly cases: readonly Case[];
  readonly environment: Readonly<Record<string, string>>;
  readonly topics: Topics;
  readonly kafka: KafkaSettings;
  readonly simulator: Simulator;
}

async function killHalted(round: Round & { readonly point: Point }): Promise<void> {
  const { point, cases, environment, topics, kafka, simulator } = round;
  const victims = Object.fromEntries(cases.map(({ revocationId, call }) => [revocationId, call]));
  const plan: HaltPlan = { point, victims };
  await using doomed = await ServiceProcess.start(environment, {
    main: HALTING,
    args: [JSON.stringify(plan)],
  });
  const writer = await openWriter(kafka, { log: silentLog });
  for (const { topic, message } of cases) {
    await writer.send(topics[topic], [message]);
  }
  await writer.close();
  const halted = (): ReadonlySet<string> =>
    new Set(doomed.messages.map((message) => (message as Halted).halted));
  await eventually(
    () =>
      `each call is halted ${point}; ${halted().size} of ${cases.length} are:\n${doomed.output.slice(-4_000)}`,
    () => halted().size === cases.length,
    DEADLINE_MS,
  );
  if (point.startsWith('with')) {
    await eventually(
      'PingOne has them all',
      () => cases.every((one) => hasHappened(one, simulator)),
      DEADLINE_MS,
    );
  }
  await doomed.kill('SIGKILL');
}

async function recovered(round: Round): Promise<ReadonlyMap<Call, Recovered>> {
  const { cases, environment, topics, kafka, simulator } = round;
  await using next = await ServiceProcess.start(environment);
  await using watch = new TopicRecorder(kafka, [topics.completed]);
  await watch.until(
    'every event has an outcome',
    () => watch.of(topics.completed).length >= cases.length,
    DEADLINE_MS,
  );
  await eventually(
    'nothing is open',
    async () => /^revocation_open 0$/m.test(await next.metrics()),
    DEADLINE_MS,
  );
  const outcomes = Map.groupBy(watch.outcomes(topics.completed), ({ eventId }) => eventId);
  return new Map(
    cases.map((one) => {
      const [outcome, ...others] = outcomes.get(one.eventId) ?? [];
      const findings = findingsOf(one, outcome as RevocationCompleted, simulator);
      return [one.call, { ...findings, outcomes: 1 + others.length }];
    }),
  );
}

function isWrite({ call }: Case): boolean {
  return WRITES.some((write) => write === call);
}

function hasHappened({ call, ids }: Case, { state }: Simulator): boolean {
  switch (call) {
    case 'submit-oath-job':
      return state.submits().some(({ tokenIds }) => tokenIds.some((id) => ids.includes(id)));
    case 'revoke-token':
      return state.revocations().length > 0;
    default:
      return state.endedSessions().some(({ sessionId }) => ids.includes(sessionId));
  }
}
