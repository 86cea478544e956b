import { type Command, Option } from 'commander';
import { DEAD_LETTER_CODES, type DeadLetter, readDeadLetter } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import type { KafkaAccess, Topics } from '#libs/operations';
import { CliError, EXIT } from '../../cli/cli-error.js';
import { timeBefore } from '../../cli/option-values.js';
import type { Terminal } from '../../cli/terminal.js';
import { sayWhatIsGone } from '../../output/notes.js';

/** Which dead letters are meant. */
export interface DeadLetterFilter {
  readonly code?: string;
  readonly topic?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  /** Epoch milliseconds, exclusive. */
  readonly until?: number;
}

export function withDeadLetterFilter(command: Command, now: number): Command {
  return command
    .addOption(new Option('--code <code>', 'with this reason only').choices(DEAD_LETTER_CODES))
    .option('--topic <topic>', 'read from this topic only')
    .option('--since <time>', 'a time, or how long ago (15m, 2h, 7d)', timeBefore(now))
    .option('--until <time>', 'the same', timeBefore(now));
}

export interface FoundLetter {
  readonly letter: DeadLetter;
  readonly record: KafkaRecord;
}

/** Oldest first within each partition. @throws CliError where the filter can let nothing through, or there is no topic */
export async function* deadLetters(
  kafka: KafkaAccess,
  terminal: Terminal,
  deadLetterTopic: string,
  filter: DeadLetterFilter,
): AsyncGenerator<FoundLetter, void, undefined> {
  const { code, topic, since, until } = filter;
  if (since !== undefined && until !== undefined && since >= until) {
    throw new CliError(EXIT.usage, 'The range is empty: --since must be before --until.');
  }
  const ranges = await kafka.ranges(deadLetterTopic, since);
  if (since !== undefined) {
    sayWhatIsGone(terminal, ranges, await kafka.ends(deadLetterTopic));
  }
  for await (const record of kafka.read(ranges)) {
    const letter = readDeadLetter(record.headers);
    if (
      letter &&
      (code === undefined || letter.code === code) &&
      (topic === undefined || letter.origin.topic === topic) &&
      (until === undefined || record.timestamp < until)
    ) {
      yield { letter, record };
    }
  }
}

/**
 * For where nothing was found: a topic that was an input once may be meant, and
 * one that is misspelt would look as if all were well.
 *
 * @throws CliError where the topic is no input
 */
export function refuseUnknownTopic({ topic }: DeadLetterFilter, { inputs }: Topics): void {
  const known = Object.values(inputs);
  if (topic !== undefined && !known.includes(topic)) {
    throw new CliError(
      EXIT.notFound,
      `There is no dead letter of ${topic}, which is no input of the service, whose inputs are ${known.join(' and ')}.`,
    );
  }
}
