import type { DeadLetter } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { positionOf } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count, place, time } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { type DeadLetterFilter, deadLetters, refuseUnknownTopic } from './filter.js';
import { Histogram } from './histogram.js';

export interface ListOptions extends DeadLetterFilter {
  readonly json?: true;
  readonly limit?: number;
  readonly value?: true;
  readonly histogram?: true;
}

export async function listDeadLetters(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const { limit = Infinity, histogram: isCounted, json } = options;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { terminal } = context;
  const histogram = new Histogram();
  for await (const { letter, record } of deadLetters(kafka, terminal, setup.topics.deadLetter, options)) {
    histogram.add(letter, record.timestamp);
    if (!isCounted) {
      print(context, letter, record, options);
    }
    if (histogram.total >= limit) {
      break;
    }
  }
  if (histogram.total === 0) {
    refuseUnknownTopic(options, setup.topics);
  }
  if (isCounted && json) {
    terminal.json(histogram);
  } else if (isCounted) {
    terminal.print(...histogram.describe());
  } else if (!json) {
    terminal.print(`${count(histogram.total, 'dead letter')}.`);
  }
  return EXIT.ok;
}

function print(
  { terminal }: CommandContext,
  letter: DeadLetter,
  record: KafkaRecord,
  options: ListOptions,
): void {
  const { code, message, origin } = letter;
  const { timestamp } = record;
  const key = record.key?.toString('utf8') ?? null;
  const value = record.value?.toString('utf8') ?? null;
  if (options.json) {
    const at = time(timestamp);
    const read = { ...origin, timestamp: time(origin.timestamp) };
    const held = options.value ? { key, value } : {};
    terminal.json({ at, code, message, origin: read, place: positionOf(record), ...held });
    return;
  }
  terminal.print(`${time(timestamp)} ${code.padEnd(16)} ${place(origin)}  ${message}`);
  if (options.value) {
    terminal.print(`    key ${key ?? '(none)'}`, `    ${value ?? '(no value)'}`);
  }
}
