import { openReader } from '#libs/kafka';
import { type LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import type { KafkaAccess } from '../../kafka/kafka-access.js';
import { describeOutcome } from '../../outcomes/describe-outcome.js';
import { readOutcome } from '../../outcomes/read-outcome.js';
import type { Topics } from '../../settings/topics.js';
import type { Parcel } from './parcel.js';

/** Where the outcomes ended before anything was published. */
export class OutcomeWatch {
  private constructor(
    private readonly kafka: KafkaAccess,
    private readonly topic: string,
    private readonly from: ReadonlyMap<string, bigint>,
  ) {}

  static async begin(kafka: KafkaAccess, { completed }: Topics): Promise<OutcomeWatch> {
    const ranges = await kafka.ranges(completed);
    const from = new Map(ranges.map(({ topic, partition, until }) => [`${topic}/${partition}`, until]));
    return new OutcomeWatch(kafka, completed, from);
  }

  records(signal: AbortSignal): AsyncIterable<LaneRecord> {
    return openReader(this.kafka.settings, { topics: [this.topic], from: this.from, signal, log: silentLog });
  }
}

export interface AwaitOptions {
  readonly seconds: number;
  readonly isJson: boolean;
}

/** Prints the outcome of each event as it comes. An event that was answered before has none: a repeat is ignored. */
export async function awaitOutcomes(
  tool: Tool,
  watch: OutcomeWatch,
  parcels: readonly Parcel[],
  { seconds, isJson }: AwaitOptions,
): Promise<ExitCode> {
  const { terminal } = tool;
  const waiting = new Set(parcels.map(({ identity }) => nameOf(identity)));
  const signal = AbortSignal.any([tool.signal, AbortSignal.timeout(seconds * 1_000)]);
  let isGood = true;
  for await (const record of watch.records(signal)) {
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
  tool.signal.throwIfAborted();
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
