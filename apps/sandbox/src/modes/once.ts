import { DeadlineError, eventually } from '#libs/testbed';
import { strayEffects } from '../check/check-records.js';
import { checkSample } from '../check/check-sample.js';
import type { Verdict } from '../check/verdict.js';
import { SAMPLES } from '../samples/catalogue.js';
import type { Sample } from '../samples/sample.js';
import type { SampleWorld } from '../samples/sample-world.port.js';
import type { Answer } from '../stream/answer.js';
import { followAnswers, readAllAnswers } from '../stream/answers.js';
import type { Publisher } from '../stream/publisher.js';
import { countsIn } from '../stream/service-metrics.js';
import type { SandboxTestbed } from '../testbed/sandbox-testbed.js';
import type { Screen } from '../view/screen.js';
import { Dashboard } from '../view/tally.js';

const DEADLINE_MS = 240_000;
const LOOK_EVERY_MS = 100;

export interface OnceOptions {
  readonly testbed: SandboxTestbed;
  readonly world: SampleWorld;
  readonly publisher: Publisher;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Publishes every sample, waits until the service has nothing left to say, and compares. */
export async function runOnce(options: OnceOptions): Promise<Verdict> {
  const { testbed, world, publisher, signal } = options;
  const dashboard = new Dashboard(options.screen);
  const samples = SAMPLES.map((make) => make(world));
  const records = samples.reduce((sum, { messages }) => sum + messages.length, 0);
  const following = new AbortController();
  const answered = followInto(options, dashboard, AbortSignal.any([signal, following.signal]));
  for (const sample of samples) {
    await publisher.publish(sample);
    dashboard.published(sample.messages.length);
  }
  const isAnswered = await isQuiet(options, dashboard, samples, records, answered.keys);
  following.abort();
  await answered.ended;

  // What was followed may lag behind; an outcome that came twice is found by reading all there is once the service is at rest.
  const answers = await readAllAnswers(testbed.kafka, testbed.connection.topics, signal);
  const counts = countsIn(await testbed.service.metrics());
  const { state } = testbed.simulator;
  const pingone = {
    deletions: state.deletions(),
    revocations: state.revocations(),
    endedSessions: state.endedSessions(),
  };
  const outcomes = answers.filter(({ kind }) => kind === 'outcome').length;
  const deadLetters = answers.length - outcomes;
  return {
    results: samples.map((sample) => {
      const own = answers.filter(({ key }) => key === sample.key);
      return checkSample(sample, own, pingone);
    }),
    problems: [
      ...(isAnswered ? [] : [`The service was not at rest within ${DEADLINE_MS / 1000} s.`]),
      // "consumed = outcomes + dead letters + ignored + open holds at any time" (promise P1).
      ...(records === outcomes + deadLetters + counts.ignored + counts.open
        ? []
        : ['The records published and what became of them do not add up.']),
      ...strayAnswers(samples, answers),
      ...strayEffects(samples, pingone),
    ],
    records,
    outcomes,
    deadLetters,
    counts,
  };
}

interface Following {
  readonly keys: ReadonlySet<string>;
  /** Resolves when the signal has ended it; rejects where it failed. */
  readonly ended: Promise<void>;
}

function followInto(
  { testbed: { kafka, connection } }: OnceOptions,
  dashboard: Dashboard,
  signal: AbortSignal,
): Following {
  const keys = new Set<string>();
  const follow = async (): Promise<void> => {
    for await (const answer of followAnswers(kafka, connection.topics, signal)) {
      keys.add(answer.key);
      dashboard.answered(answer);
    }
  };
  const ended = follow();
  // Awaited only at the end; until then a failure must not count as unhandled.
  ended.catch(() => undefined);
  return { keys, ended };
}

/** @returns whether all samples are answered, and the service has read every record and has none open, before the deadline */
async function isQuiet(
  { testbed, signal }: OnceOptions,
  dashboard: Dashboard,
  samples: readonly Sample[],
  records: number,
  answered: ReadonlySet<string>,
): Promise<boolean> {
  const isSo = async (): Promise<boolean> => {
    const counts = countsIn(await testbed.service.metrics());
    dashboard.counted(counts);
    return samples.every(({ key }) => answered.has(key)) && counts.consumed >= records && counts.open === 0;
  };
  try {
    await eventually('the service is at rest', isSo, DEADLINE_MS, { intervalMs: LOOK_EVERY_MS, signal });
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) {
      return false;
    }
    throw error;
  }
}

function strayAnswers(samples: readonly Sample[], answers: readonly Answer[]): readonly string[] {
  const keys = new Set(samples.map(({ key }) => key));
  return answers
    .filter(({ key }) => !keys.has(key))
    .map(({ kind, key }) => `There is an answer (${kind}) with the key ${key}, which no sample has.`);
}
