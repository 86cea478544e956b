import { setTimeout as delay } from 'node:timers/promises';

import { createMetrics, type Log } from '#libs/observability';

import {
  deadLetterTo,
  takeInById,
  TestApplication,
  type TestEntry,
} from '../lane/test-application.fake.spec.js';
import { LaneRuntime } from './lane-supervisor.js';
import type { LanesOptions } from '../context/lanes-options.js';

/** What the parent hands over, as JSON, in INSTANCE. */
export interface ChildSettings {
  readonly options: Pick<
    LanesOptions<TestEntry>,
    'kafka' | 'groupId' | 'topics' | 'lanes' | 'sessionTimeoutMs' | 'startFrom'
  >;
  readonly output: string;
  readonly deadLetters: string;
  readonly workMs: number;
}

/** One JSON line each. */
export type ChildReport =
  | { readonly kind: 'effect'; readonly id: string; readonly at: number }
  | { readonly kind: 'ready'; readonly lanes: readonly number[] }
  | { readonly kind: 'fatal' | 'log'; readonly message: string };

const report = (line: ChildReport) => process.stdout.write(`${JSON.stringify(line)}\n`);
const settings = JSON.parse(process.env['INSTANCE'] ?? '{}') as ChildSettings;
const logged = (fields: object, message: string) =>
  report({ kind: 'log', message: `${message} ${JSON.stringify(fields)}` });
const log: Log = { debug: () => undefined, info: logged, warn: logged, error: logged };

const work = new TestApplication({
  output: settings.output,
  delay: () => delay(settings.workMs),
  onEffect: (id) => report({ kind: 'effect', id, at: Date.now() }),
});
const runtime = new LaneRuntime<TestEntry>(
  {
    ...settings.options,
    topicsCreate: false,
    retentionMs: 86_400_000,
    maxOpenPerLane: 5000,
    maxHeldPerLane: 5000,
    format: 1,
    work,
    fallback: deadLetterTo(settings.deadLetters),
    log,
    metrics: createMetrics(),
    onFatal: (message) => report({ kind: 'fatal', message }),
  },
  takeInById(settings.output),
);
runtime.start();
process.on('SIGTERM', () => {
  void runtime.close().then(() => process.exit(0));
});
let last = '';
setInterval(() => {
  const { ready, lanes } = runtime.health();
  const line: ChildReport = { kind: 'ready', lanes: ready ? lanes.map(({ lane }) => lane) : [] };
  if (JSON.stringify(line) !== last) {
    last = JSON.stringify(line);
    report(line);
  }
}, 20);
