import { pause } from '#libs/async';
import { SAMPLES } from '../samples/catalogue.js';
import type { SampleWorld } from '../samples/sample-world.port.js';
import { inputOf } from '../stream/answer.js';
import { followAnswers } from '../stream/answers.js';
import type { Publisher } from '../stream/publisher.js';
import { countsIn } from '../stream/service-metrics.js';
import type { SandboxTestbed } from '../testbed/sandbox-testbed.js';
import { rowOf } from '../view/row.js';
import type { Screen } from '../view/screen.js';
import { Dashboard } from '../view/tally.js';

const COUNTS_INTERVAL_MS = 1_000;
/** Titles of samples that wait for their answer; an answer that takes longer than so many others is shown without. */
const TITLES_KEPT = 1_000;

export interface LiveOptions {
  readonly testbed: SandboxTestbed;
  readonly world: SampleWorld;
  readonly publisher: Publisher;
  readonly screen: Screen;
  readonly eventsPerSecond: number;
  readonly signal: AbortSignal;
}

/** A stream of samples and what becomes of them, until the signal ends it. Rejects with its reason. */
export async function runLive(options: LiveOptions): Promise<void> {
  const dashboard = new Dashboard(options.screen);
  const titles = new Map<string, string>();
  await together(options.signal, [
    (signal) => publishForEver({ ...options, signal }, dashboard, titles),
    (signal) => showAnswers({ ...options, signal }, dashboard, titles),
    (signal) => showCounts({ ...options, signal }, dashboard),
  ]);
}

async function publishForEver(
  { world, publisher, eventsPerSecond, signal }: LiveOptions,
  dashboard: Dashboard,
  titles: Map<string, string>,
): Promise<void> {
  for (;;) {
    for (const make of SAMPLES) {
      signal.throwIfAborted();
      const sample = make(world);
      titles.set(sample.key, sample.title);
      forgetOldest(titles);
      await publisher.publish(sample);
      dashboard.published(sample.messages.length);
      await pause(1000 / eventsPerSecond, signal);
    }
  }
}

function forgetOldest(titles: Map<string, string>): void {
  const [oldest] = titles.keys();
  if (titles.size > TITLES_KEPT && oldest !== undefined) {
    titles.delete(oldest);
  }
}

async function showAnswers(
  { testbed, screen, signal }: LiveOptions,
  dashboard: Dashboard,
  titles: ReadonlyMap<string, string>,
): Promise<void> {
  const { topics } = testbed.connection;
  for await (const answer of followAnswers(testbed.kafka, topics, signal)) {
    const input = inputOf(answer, topics);
    const title = titles.get(answer.key) ?? 'an event of your own';
    screen.line(rowOf({ lead: timeOfDay(new Date()), leadStyle: 'dim', input, title, answer }));
    dashboard.answered(answer);
  }
}

const timeOfDay = (at: Date): string => at.toTimeString().slice(0, 8);

async function showCounts({ testbed, signal }: LiveOptions, dashboard: Dashboard): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const page = await testbed.service.metrics();
    dashboard.counted(page === '' ? undefined : countsIn(page));
    await pause(COUNTS_INTERVAL_MS, signal);
  }
}

/**
 * Runs tasks beside each other until one of them fails; the others are then told
 * to end, and waited for, so that nothing of them is left when this rejects.
 */
async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  await Promise.allSettled(tasks.map((task) => task(either).catch((error: unknown) => failed.abort(error))));
  either.throwIfAborted();
}
