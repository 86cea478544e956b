import { readDeadLetter, type DeadLetter } from '#libs/contracts';
import type { LaneRecord } from '#libs/lanes';
import { CliError } from '../../cli/cli-error.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../cli/tool.js';
import { count, place, time } from '../../cli/words.js';
import { sayWhatIsGone } from '../../kafka/retention.js';
import { Histogram } from './histogram.js';

export interface ListOptions {
  readonly json?: true;
  readonly code?: string;
  readonly topic?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  /** Epoch milliseconds, exclusive. */
  readonly until?: number;
  readonly limit?: number;
  readonly value?: true;
  readonly histogram?: true;
}

export async function listDeadLetters(tool: Tool, options: ListOptions): Promise<ExitCode> {
  const { since, until, limit = Infinity, histogram: isCounted, json } = options;
  if (since !== undefined && until !== undefined && since >= until) {
    throw new CliError(EXIT.usage, 'The range is empty: --since must be before --until.');
  }
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const { terminal } = tool;
  const histogram = new Histogram();
  const ranges = await kafka.ranges(setup.topics.deadLetter, since);
  if (since !== undefined) {
    sayWhatIsGone(terminal, ranges, await kafka.ends(setup.topics.deadLetter));
  }
  for await (const record of kafka.read(ranges)) {
    const letter = readDeadLetter(record.headers);
    if (!letter || !isWanted(options, letter, record)) {
      continue;
    }
    histogram.add(letter, record.timestamp);
    if (!isCounted) {
      print(tool, letter, record, options);
    }
    if (histogram.total >= limit) {
      break;
    }
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

function isWanted(
  { code, topic, until }: ListOptions,
  letter: DeadLetter,
  { timestamp }: LaneRecord,
): boolean {
  return (
    (code === undefined || letter.code === code) &&
    (topic === undefined || letter.origin.topic === topic) &&
    (until === undefined || timestamp < until)
  );
}

function print({ terminal }: Tool, letter: DeadLetter, record: LaneRecord, options: ListOptions): void {
  const { code, message, origin } = letter;
  const { topic, partition, offset, timestamp } = record;
  const key = record.key?.toString('utf8') ?? null;
  const value = record.value?.toString('utf8') ?? null;
  if (options.json) {
    const at = time(timestamp);
    const read = { ...origin, timestamp: time(origin.timestamp) };
    const held = options.value ? { key, value } : {};
    terminal.json({ at, code, message, origin: read, place: { topic, partition, offset }, ...held });
    return;
  }
  terminal.print(`${time(timestamp)} ${code.padEnd(16)} ${place(origin)}  ${message}`);
  if (options.value) {
    terminal.print(`    key ${key ?? '(none)'}`, `    ${value ?? '(no value)'}`);
  }
}
