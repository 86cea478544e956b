import { strayEffects } from '../check/check-records.js';
import { checkSample } from '../check/check-sample.js';
import type { Verdict } from '../check/verdict.js';
import type { House } from '../house/open-house.js';
import { SAMPLES } from '../samples/catalogue.js';
import type { Sample } from '../samples/sample.js';
import type { SampleWorld } from '../samples/sample-world.port.js';
import type { Answer } from '../stream/answer.js';
import { followAnswers, readAllAnswers } from '../stream/answers.js';
import type { Publisher } from '../stream/publisher.js';
import { readCounts } from '../stream/service-metrics.js';
import { holds } from '../waiting.js';
import type { Dashboard } from './dashboard.js';

const DEADLINE_MS = 240_000;

export interface OnceOptions {
  readonly house: House;
  readonly world: SampleWorld;
  readonly publisher: Publisher;
  readonly dashboard: Dashboard;
  readonly signal: AbortSignal;
}

/** Publishes every sample, waits until the service has nothing left to say, and compares. */
export async function runOnce(options: OnceOptions): Promise<Verdict> {
  const { house, world, publisher, dashboard, signal } = options;
  const samples = SAMPLES.map((make) => make(world));
  const records = samples.reduce((sum, { messages }) => sum + messages.length, 0);
  const following = new AbortController();
  const answered = followInto(options, AbortSignal.any([signal, following.signal]));
  for (const sample of samples) {
    await publisher.publish(sample);
    dashboard.published(sample.messages.length);
  }
  const isAnswered = await isQuiet(options, samples, records, answered.keys);
  following.abort();
  await answered.ended;

  // What was followed may lag behind; an outcome that came twice is found by reading all there is once the service is at rest.
  const answers = await readAllAnswers(house.kafka, house.connection.topics, signal);
  const counts = await readCounts(house.connection.urls.metrics, signal);
  const { state } = house.simulator;
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

function followInto({ house, dashboard }: OnceOptions, signal: AbortSignal): Following {
  const keys = new Set<string>();
  const follow = async (): Promise<void> => {
    for await (const answer of followAnswers(house.kafka, house.connection.topics, signal)) {
      keys.add(answer.key);
      dashboard.answered(answer);
    }
  };
  const ended = follow();
  // Awaited only at the end; until then a failure must not count as unhandled.
  ended.catch(() => undefined);
  return { keys, ended };
}

/** All samples are answered, and the service has read every record and has none open. */
function isQuiet(
  { house, dashboard, signal }: OnceOptions,
  samples: readonly Sample[],
  records: number,
  answered: ReadonlySet<string>,
): Promise<boolean> {
  return holds(
    async () => {
      const counts = await readCounts(house.connection.urls.metrics, signal);
      dashboard.counted(counts);
      return samples.every(({ key }) => answered.has(key)) && counts.consumed >= records && counts.open === 0;
    },
    { signal, deadlineMs: DEADLINE_MS },
  );
}

function strayAnswers(samples: readonly Sample[], answers: readonly Answer[]): readonly string[] {
  const keys = new Set(samples.map(({ key }) => key));
  return answers
    .filter(({ key }) => !keys.has(key))
    .map(({ kind, key }) => `There is an answer (${kind}) with the key ${key}, which no sample has.`);
}
