import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RevocationCompleted } from '#libs/contracts';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  eventually,
  startSimulator,
  type Simulator,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';
import { findingsOf, makeCases, type Case, type Findings } from './cases.js';
import type { HaltPlan, Halted } from './halt-plan.js';

const HALTING = join(import.meta.dirname, 'halting-service.ts');

export interface Recovered extends Findings {
  readonly outcomes: number;
}

/**
 * One process is halted at all points, in all kinds of calls at once (each in a
 * lane of its own), and killed there. Another one takes its place.
 */
export async function killAtAllPoints(
  kafka: KafkaSettings,
): Promise<readonly (Recovered & Pick<Case, 'point' | 'call'>)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  // What is revoked already is no success by itself: only what the ledger says of our own attempt is.
  const settings = { alreadyRevoked: 'unsupported-token-type', jobDurationMs: 50 } as const;
  const simulator = await startSimulator({ population: { users: 0 }, behaviour: { settings } });
  try {
    const cases = makeCases(simulator);
    const name = uniqueName('recovery');
    const topics = topicsOf(name);
    const environment = {
      ...serviceEnvironment({ brokers: kafka.brokers.join(), topics, groupId: name, simulator }),
      PINGONE_APPLICATIONS_FILE: await simulator.writeApplicationsFile(folder),
      TOKEN_SEALING_KEY_FILE: join(folder, 'sealing.key'),
      // Lost calls are read back the sooner; an answer comes within it on a busy machine, too.
      PINGONE_REQUEST_TIMEOUT_MS: '5000',
      KAFKA_SESSION_TIMEOUT_MS: '10000',
      // So that no two events share a job.
      PINGONE_MAX_TOKENS_PER_JOB: '2',
      REVOKE_USER_SESSIONS: 'true',
      LANES: String(cases.length),
    };
    await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
    await killHalted({ cases, environment, topics, kafka, simulator });
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

async function killHalted(round: Round): Promise<void> {
  const { cases, environment, topics, kafka, simulator } = round;
  const victims = Object.fromEntries(
    cases.map(({ revocationId, call, point }) => [revocationId, { call, point }]),
  );
  const plan: HaltPlan = { victims };
  await using doomed = await ServiceProcess.start(environment, {
    main: HALTING,
    args: [JSON.stringify(plan)],
  });
  const writer = await openWriter(kafka, { log: silentLog });
  for (const { topic, message } of cases) {
    await writer.send(topics[topic], [message]);
  }
  await writer.close();
  const notHalted = (): readonly string[] => {
    const halted = new Set(doomed.messages.map((message) => (message as Halted).halted));
    return cases
      .filter(({ revocationId }) => !halted.has(revocationId))
      .map(({ call, point }) => `${call} ${point}`);
  };
  await eventually(
    () => `each call is halted; not ${notHalted().join('; ')}. It printed:\n${doomed.output.slice(-4_000)}`,
    () => notHalted().length === 0,
  );
  const sent = cases.filter(({ point }) => point.startsWith('with'));
  await eventually('PingOne has what was sent', () => sent.every((one) => hasHappened(one, simulator)));
  await doomed.kill('SIGKILL');
}

async function recovered(round: Round): Promise<readonly (Recovered & Pick<Case, 'point' | 'call'>)[]> {
  const { cases, environment, topics, kafka, simulator } = round;
  await using next = await ServiceProcess.start(environment);
  await using watch = new TopicRecorder(kafka, [topics.completed]);
  await watch.until('every event has an outcome', () => watch.of(topics.completed).length >= cases.length);
  await eventually('nothing is open', async () => /^revocation_open 0$/m.test(await next.metrics()));
  const outcomes = Map.groupBy(watch.outcomes(topics.completed), ({ eventId }) => eventId);
  return cases.map((one) => {
    const [outcome, ...others] = outcomes.get(one.eventId) ?? [];
    const findings = findingsOf(one, outcome as RevocationCompleted, simulator);
    return { point: one.point, call: one.call, ...findings, outcomes: 1 + others.length };
  });
}

function hasHappened({ call, ids }: Case, { state }: Simulator): boolean {
  switch (call) {
    case 'submit-oath-job':
      return state.submits().some(({ tokenIds }) => tokenIds.some((id) => ids.includes(id)));
    case 'revoke-token':
      return state.revocations().some(({ sessionId }) => sessionId !== undefined && ids.includes(sessionId));
    default:
      return state.endedSessions().some(({ sessionId }) => ids.includes(sessionId));
  }
}
