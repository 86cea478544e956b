import { type KafkaAccess, readOutcome, type Topics } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { describeOutcome } from '../../output/describe-outcome.js';
import type { OutgoingEvent } from './outgoing-event.js';

/** Where the outcomes end now, for `awaitOutcomes`: `topic/partition` and offset. */
export async function endsOfOutcomes(
  kafka: KafkaAccess,
  { completed }: Topics,
): Promise<ReadonlyMap<string, bigint>> {
  const ranges = await kafka.ranges(completed);
  return new Map(ranges.map(({ topic, partition, until }) => [`${topic}/${partition}`, until]));
}

export interface AwaitOptions {
  readonly topics: Topics;
  readonly from: ReadonlyMap<string, bigint>;
  readonly seconds: number;
  readonly isJson: boolean;
}

/** Prints the outcome of each event as it comes. An event that was answered before has none: a repeat is ignored. */
export async function awaitOutcomes(
  context: CommandContext,
  kafka: KafkaAccess,
  events: readonly OutgoingEvent[],
  { topics, from, seconds, isJson }: AwaitOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const waiting = new Set(events.map(({ identity }) => nameOf(identity)));
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(seconds * 1_000)]);
  let isGood = true;
  for await (const record of kafka.follow([topics.completed], from, signal)) {
    const outcome = readOutcome(record);
    if (!outcome || !waiting.delete(nameOf(outcome))) {
      continue;
    }
    isGood &&= outcome.status === 'completed';
    if (isJson) {
      terminal.json(outcome);
    } else {
      terminal.print(...describeOutcome(outcome));
    }
    if (waiting.size === 0) {
      return isGood ? EXIT.ok : EXIT.problems;
    }
  }
  context.signal.throwIfAborted();
  terminal.note(
    `After ${seconds} s there is no outcome of ${count(waiting.size, 'event')} (an event that was answered before gets none; "revokerctl find" shows it).`,
  );
  return EXIT.problems;
}

function nameOf({
  eventSource,
  eventId,
}: {
  readonly eventSource?: string;
  readonly eventId?: string;
}): string {
  return `${eventSource}\n${eventId}`;
}
