import { CliError } from '../../cli/cli-error.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import { complaintsOf } from '../../events/check.js';
import { gatherEvents, type GatherOptions } from '../../events/gather.js';
import { eventTypeOf, type Topics } from '../../settings/topics.js';
import { awaitOutcomes, OutcomeWatch } from './await-outcomes.js';
import { toParcel, type Parcel } from './parcel.js';
import { sendAll } from './send-all.js';

export interface PublishOptions extends GatherOptions {
  readonly json?: true;
  readonly topic?: string;
  readonly unchecked?: true;
  readonly dryRun?: true;
  readonly wait?: true | number;
}

const WAIT_SECONDS = 60;
/** More than this many are summed up, not listed. */
const MOST_LISTED = 20;

export async function publish(
  tool: Tool,
  file: string | undefined,
  options: PublishOptions,
): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  const drafts = await gatherEvents(tool, file, typeByTopic(options, setup.topics));
  const parcels = drafts.map((draft) =>
    toParcel(draft, options.topic ?? setup.topics.inputs[draft.type], tool.now()),
  );
  if (!options.unchecked && complain(tool, parcels)) {
    return EXIT.problems;
  }
  if (options.dryRun) {
    parcels.forEach((parcel) => show(tool, parcel, options));
    return EXIT.ok;
  }
  await using kafka = await tool.openKafka(setup);
  for (const topic of new Set(parcels.map((parcel) => parcel.topic))) {
    // Says that it is missing, rather than wait for it.
    await kafka.ranges(topic);
  }
  const watch = options.wait === undefined ? undefined : await OutcomeWatch.begin(kafka, setup.topics);
  await sendAll(tool, kafka.settings, parcels);
  report(tool, parcels, options);
  if (!watch) {
    return EXIT.ok;
  }
  const seconds = typeof options.wait === 'number' ? options.wait : WAIT_SECONDS;
  return awaitOutcomes(tool, watch, parcels, { seconds, isJson: options.json === true });
}

/** A topic that is an input says which event it takes. */
function typeByTopic(options: PublishOptions, topics: Topics): PublishOptions {
  const type = options.topic === undefined ? undefined : eventTypeOf(topics, options.topic);
  if (type === undefined) {
    return options;
  }
  if (options.type !== undefined && options.type !== type) {
    throw new CliError(EXIT.usage, `The topic ${options.topic} takes ${type}, not ${options.type}.`);
  }
  return { ...options, type };
}

function complain({ terminal }: Tool, parcels: readonly Parcel[]): boolean {
  const wrong = parcels.filter(({ reading }) => reading.kind !== 'event');
  for (const { draft, reading } of wrong) {
    terminal.note(`${draft.where} is no valid ${draft.type}:`);
    complaintsOf(reading).forEach((line) => terminal.note(`  ${line}`));
  }
  if (wrong.length > 0) {
    terminal.note(
      `Nothing was published: ${wrong.length} of ${count(parcels.length, 'event')} cannot be carried out (--unchecked publishes them anyway).`,
    );
  }
  return wrong.length > 0;
}

function report({ terminal }: Tool, parcels: readonly Parcel[], { json }: PublishOptions): void {
  if (json) {
    for (const { draft, topic, identity } of parcels) {
      terminal.json({ type: draft.type, topic, key: draft.key, ...identity });
    }
    return;
  }
  for (const { draft, topic, identity } of parcels.slice(0, MOST_LISTED)) {
    terminal.print(`${draft.type} ${identity.eventId ?? 'without an id'} was published to ${topic}.`);
  }
  if (parcels.length > MOST_LISTED) {
    terminal.print(`… and so on: ${count(parcels.length, 'event')} in all.`);
  }
}

/** The value is shown to who wrote it; an OAuth token in it is theirs. */
function show({ terminal }: Tool, { draft, topic }: Parcel, { json }: PublishOptions): void {
  const { key, headers, value } = draft;
  if (json) {
    terminal.json({ topic, key, headers, value });
    return;
  }
  const lines = Object.entries(headers).map(([name, text]) => `  ${name}: ${text}`);
  terminal.print(`${topic}, key ${key ?? '(none)'}`, ...lines, `  ${value}`);
}
