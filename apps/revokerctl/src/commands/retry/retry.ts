import type { RevocationCompleted } from '#libs/contracts';
import { CliError } from '../../cli/cli-error.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { place } from '../../cli/words.js';
import { readAsService } from '../../events/check.js';
import type { KafkaAccess } from '../../kafka/kafka-access.js';
import { CommandDesk } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';
import { describeWork, KnownWork, settledOutcome, type Entry } from '../../operate/known-work.js';
import { heldOf, type Held } from '../holds/held.js';
import { refuseLesser } from '../../operate/refuse-lesser.js';
import { leaveUnderWay } from '../../operate/under-way.policy.js';
import { describeOutcome } from '../../outcomes/describe-outcome.js';
import { eventTypeOf, type Topics } from '../../settings/topics.js';

export interface RetryOptions extends DecisionOptions {
  readonly everything?: true;
}

/** A replay of one offset, as the next revision. */
export async function retry(tool: Tool, term: string, options: RetryOptions): Promise<ExitCode> {
  const { terminal } = tool;
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const known = new KnownWork(term);
  const desk = await CommandDesk.open(tool, kafka, setup, (change) => known.see(change));
  const entry = known.one('settled', desk);
  const before = settledOutcome(entry);
  if (!before) {
    throw new CliError(
      EXIT.problems,
      `Revocation ${entry.id} is open (${describeWork(entry)}): there is nothing to retry before it is settled.`,
    );
  }
  const { topic, partition, offset } = entry.origin;
  const range = { topic, partition, from: offset, until: offset + 1n };
  const { everything } = options;
  const asked = { mode: 'again', ...(everything && { everything }) } as const;
  const underWay = await desk.replaysUnderWay();
  refuseLesser([range], asked, underWay);
  const { ranges, others } = leaveUnderWay([range], asked, underWay);
  if (ranges.length === 0) {
    terminal.note(
      `It is being carried out again already, by replay ${others.join(' and ')}: nothing was sent ("revokerctl replay status" shows how far it is).`,
    );
    return EXIT.ok;
  }
  desk.refuseUnreadable([entry.lane]);
  await refuseLost(kafka, entry, setup.topics);
  await desk.send([
    { lane: entry.lane, command: { ...decisionOf(tool, options), kind: 'replay', ...asked, ...range } },
  ]);
  const next = (): RevocationCompleted | undefined => {
    const outcome = settledOutcome(known.of(entry));
    return outcome && outcome.revision > before.revision ? outcome : undefined;
  };
  const heldNow = (): Held | undefined => {
    const now = known.of(entry);
    return now?.state === 'open' ? heldOf(now) : undefined;
  };
  const exitCode = await desk.awaitEffect(
    [entry.lane],
    options,
    () => next() !== undefined || heldNow() !== undefined,
  );
  const outcome = next();
  const held = outcome ? undefined : heldNow();
  if (held) {
    terminal.note(
      `It is held (${held.reason}) until somebody decides: "revokerctl holds approve ${entry.id}" or "reject".`,
    );
  }
  if (options.json) {
    terminal.json(outcome ?? { revocationId: entry.id, state: held ? 'held' : 'sent' });
  } else if (outcome) {
    terminal.print(`Revision ${outcome.revision}, after ${before.revision} (${before.status}):`);
    terminal.print(...describeOutcome(outcome));
  }
  return held || (outcome && outcome.status !== 'completed') ? EXIT.problems : exitCode;
}

/** @throws CliError where the event is not where the ledger says it was read */
async function refuseLost(kafka: KafkaAccess, { id, origin }: Entry, topics: Topics): Promise<void> {
  const { topic, partition, offset } = origin;
  const held = (await kafka.ranges(topic)).find((range) => range.partition === partition);
  if (!held || held.from > offset) {
    throw new CliError(
      EXIT.notFound,
      `Retention has removed the event of revocation ${id} (${place(origin)}): it can only be published again by its source.`,
    );
  }
  const type = offset < held.until ? eventTypeOf(topics, topic) : undefined;
  for await (const record of kafka.read(
    type ? [{ topic, partition, from: offset, until: offset + 1n }] : [],
  )) {
    const reading = type && readAsService(record, type);
    const envelope =
      reading?.kind === 'event' ? reading.event : reading?.kind === 'invalid' ? reading.envelope : undefined;
    if (envelope?.revocationId === id || envelope?.conflictId() === id) {
      return;
    }
  }
  throw new CliError(
    EXIT.notFound,
    `There is another record at ${place(origin)} than the event of revocation ${id}: the topic was created anew. It can only be published again by its source.`,
  );
}
