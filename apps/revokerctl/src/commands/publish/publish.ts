import type { Command } from 'commander';
import { eventTypeOf, type Topics } from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { count } from '../../cli/format.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { complaintsOf } from '../../events/check.js';
import { withEventFlags } from '../../events/flags.js';
import { gatherEvents, type GatherOptions } from '../../events/gather.js';
import { awaitOutcomes, endsOfOutcomes } from './await-outcomes.js';
import { outgoingEvent, type OutgoingEvent } from './outgoing-event.js';
import { sendAll } from './send-all.js';

export function registerPublish(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'publish', {
    summary: 'publish events',
    description:
      'Publishes events as CloudEvents in binary mode. All of them are checked first: if one breaks a rule, none is published.',
    examples: [
      ['publish --user 8f0e… --oath-token 05e8…', 'a person has left'],
      ['publish --session 0a1b… --wait', 'a session has ended; wait for the outcome'],
      ['publish leavers.jsonl', 'an event a line'],
      ['publish leavers.jsonl --dry-run --json', 'only show what would be sent'],
    ],
  });
  withEventFlags(command)
    .argument('[file]', 'events: one JSON object, a list, or one a line; `-` or nothing: standard input')
    .option('--topic <topic>', 'another topic than that of the event')
    .option('--id <id>', 'id of the event (default: its own, or a new UUID)')
    .option('--source <uri>', 'source of the event (default: its own, or /revokerctl)')
    .option('--key <key>', 'key of the record (default: the user or the session)')
    .option('--unchecked', 'publish even what breaks rules')
    .option('--dry-run', 'check, and show the records instead of publishing them')
    .option(
      '--wait [seconds]',
      'wait for the outcomes, 60 s unless set; exit code 1 if one is missing or not completed',
      wholeNumber(1, 86_400),
    );
  onRun(command, context, publish);
}

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
  context: CommandContext,
  file: string | undefined,
  options: PublishOptions,
): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  const drafts = await gatherEvents(context, file, typeByTopic(options, setup.topics));
  const events = drafts.map((draft) =>
    outgoingEvent(draft, options.topic ?? setup.topics.inputs[draft.type], context.now()),
  );
  if (!options.unchecked && complain(context, events)) {
    return EXIT.problems;
  }
  if (options.dryRun) {
    events.forEach((event) => show(context, event, options));
    return EXIT.ok;
  }
  await using kafka = await context.openKafka(setup);
  for (const topic of new Set(events.map((event) => event.topic))) {
    // Says that it is missing, rather than wait for it.
    await kafka.ranges(topic);
  }
  const from = options.wait === undefined ? undefined : await endsOfOutcomes(kafka, setup.topics);
  await sendAll(context, kafka.settings, events);
  report(context, events, options);
  if (!from) {
    return EXIT.ok;
  }
  const seconds = typeof options.wait === 'number' ? options.wait : WAIT_SECONDS;
  const isJson = options.json === true;
  return awaitOutcomes(context, kafka, events, { topics: setup.topics, from, seconds, isJson });
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

function complain({ terminal }: CommandContext, events: readonly OutgoingEvent[]): boolean {
  const wrong = events.filter(({ reading }) => reading.kind !== 'event');
  for (const { draft, reading } of wrong) {
    terminal.note(`${draft.where} is no valid ${draft.type}:`);
    complaintsOf(reading).forEach((line) => terminal.note(`  ${line}`));
  }
  if (wrong.length > 0) {
    terminal.note(
      `Nothing was published: ${wrong.length} of ${count(events.length, 'event')} cannot be carried out (--unchecked publishes them anyway).`,
    );
  }
  return wrong.length > 0;
}

function report(
  { terminal }: CommandContext,
  events: readonly OutgoingEvent[],
  { json }: PublishOptions,
): void {
  if (json) {
    for (const { draft, topic, identity } of events) {
      terminal.json({ type: draft.type, topic, key: draft.key, ...identity });
    }
    return;
  }
  for (const { draft, topic, identity } of events.slice(0, MOST_LISTED)) {
    terminal.print(`${draft.type} ${identity.eventId ?? 'without an id'} was published to ${topic}.`);
  }
  if (events.length > MOST_LISTED) {
    terminal.print(`… and so on: ${count(events.length, 'event')} in all.`);
  }
}

/** Shows the value to the person who wrote it: an OAuth token in it is theirs. */
function show({ terminal }: CommandContext, { draft, topic }: OutgoingEvent, { json }: PublishOptions): void {
  const { key, headers, value } = draft;
  if (json) {
    terminal.json({ topic, key, headers, value });
    return;
  }
  const lines = Object.entries(headers).map(([name, text]) => `  ${name}: ${text}`);
  terminal.print(`${topic}, key ${key ?? '(none)'}`, ...lines, `  ${value}`);
}
