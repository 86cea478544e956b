import { openReader } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { sayWhatIsGone } from '../../kafka/retention.js';
import { describeOutcome } from '../../outcomes/describe-outcome.js';
import { passes, type OutcomeFilter } from '../../outcomes/filter.js';
import { readOutcome } from '../../outcomes/read-outcome.js';

export interface TailOptions extends OutcomeFilter {
  readonly json?: true;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly limit?: number;
}

export async function tail(tool: Tool, options: TailOptions): Promise<ExitCode> {
  const { json, since, limit = Infinity } = options;
  const { terminal, signal } = tool;
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const topic = setup.topics.completed;
  const ranges = await kafka.ranges(topic, since);
  const from = new Map(
    ranges.map((range) => [`${topic}/${range.partition}`, since === undefined ? range.until : range.from]),
  );
  if (since !== undefined) {
    sayWhatIsGone(terminal, ranges, await kafka.ends(topic));
  }
  let shown = 0;
  for await (const record of openReader(kafka.settings, { topics: [topic], from, signal, log: silentLog })) {
    const outcome = readOutcome(record);
    if (!outcome || !passes(options, outcome)) {
      continue;
    }
    if (json) {
      terminal.json(outcome);
    } else {
      terminal.print(...describeOutcome(outcome));
    }
    shown += 1;
    if (shown >= limit) {
      break;
    }
  }
  // Ctrl-C is how it is meant to end.
  return EXIT.ok;
}
