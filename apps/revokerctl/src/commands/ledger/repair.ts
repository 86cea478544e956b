import { type LedgerChange, type ReplacementFacts, replacementFor } from '#libs/lanes';
import {
  ENTRY_FORMAT,
  type KafkaAccess,
  type LaneProjection,
  type LedgerProjection,
  LedgerReader,
  type UnreadableRecord,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { confirm } from '../../cli/confirm.js';
import { place } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { lostEntry, type LostEntry } from './lost-entry.js';

export interface RepairOptions {
  readonly json?: true;
  readonly lane: number;
  readonly key?: string;
  readonly offset?: bigint;
  readonly by?: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** Writes one record over one that cannot be read, and says what is lost by that. */
export async function repairLedger(context: CommandContext, options: RepairOptions): Promise<ExitCode> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  const { ledger } = setup.topics;
  await using kafka = await context.openKafka(setup);
  const { projection } = await LedgerReader.open(kafka, ledger, terminal);
  const { lanes } = projection;
  const record = chooseRecord(lanes, options);
  if (!lanes[record.lane]?.hasStopped) {
    throw new CliError(
      EXIT.problems,
      `Lane ${record.lane} has not stopped by it: the instance that owns the lane has the right state in memory. Restart that instance, so that the lane stops, and repair it then. Nothing was written.`,
    );
  }
  const lost = await lostEntry(kafka, setup, record);
  const value = replacementFor(
    record.key,
    await factsFor(context, { kafka, setup, lanes, record, lost }, options),
  );
  if (value === undefined) {
    throw new CliError(
      EXIT.problems,
      `${record.key} is nothing that can be repaired: it is replaced when the lane is taken next.`,
    );
  }
  const at = place({ topic: ledger, partition: record.lane, offset: record.offset });
  const words = wordsFor(record, value, lost);
  if (!options.json) {
    terminal.print(`${at} (key ${record.key}) ${record.message}.`, ...words);
  }
  if (options.dryRun) {
    return EXIT.ok;
  }
  await confirm(context, options, 'Write it?');
  await refuseIfMended(kafka, ledger, { record, projection });
  await kafka.write(ledger, [{ key: record.key, value, partition: record.lane }], context.signal);
  const { lane, offset, key } = record;
  const others = (lanes[lane]?.unreadable.length ?? 1) - 1;
  if (options.json) {
    terminal.json({ repaired: { lane, offset, key }, value, lost: words, others });
  } else {
    terminal.print(
      others > 0
        ? `Written. ${others} more of lane ${lane} cannot be read ("revokerctl ledger check").`
        : `Written. The instance that lane ${lane} belongs to takes it again within seconds ("revokerctl status" shows since when it has it). Then "revokerctl audit" names what has no outcome.`,
    );
  }
  return EXIT.ok;
}

/**
 * A repaired lane runs at once: what another command writes over it then would be
 * older than what the lane knows.
 *
 * @throws CliError where that happened while we were reading, or asking
 */
async function refuseIfMended(
  kafka: KafkaAccess,
  ledger: string,
  {
    record: { lane, key },
    projection,
  }: { readonly record: UnreadableRecord; readonly projection: LedgerProjection },
): Promise<void> {
  const view = projection.lanes[lane];
  const all = (await kafka.ends(ledger)).find(({ partition }) => partition === lane);
  if (!view || !all || all.until <= view.readUntil) {
    return;
  }
  for await (const record of kafka.read([{ ...all, from: view.readUntil }])) {
    projection.apply(record);
  }
  if (!view.hasStopped || !view.unreadable.some((each) => each.key === key)) {
    throw new CliError(
      EXIT.problems,
      `Lane ${lane} was repaired by another command since: look at it again ("revokerctl ledger check"). Nothing was written.`,
    );
  }
}

/** @throws CliError where there is nothing to repair, or nobody can */
function chooseRecord(
  lanes: readonly LaneProjection[],
  { lane, key, offset }: RepairOptions,
): UnreadableRecord {
  if ((key === undefined) === (offset === undefined)) {
    throw new CliError(EXIT.usage, 'Say which record: either --key or --offset.');
  }
  const view = lanes[lane];
  if (!view) {
    throw new CliError(
      EXIT.notFound,
      `There is no lane ${lane}: the ledger has lanes 0 to ${lanes.length - 1}.`,
    );
  }
  const record = view.unreadable.find((each) => each.key === key || each.offset === offset);
  if (!record) {
    throw new CliError(
      EXIT.notFound,
      `Nothing is to be repaired: lane ${lane} has no record with ${key === undefined ? `offset ${offset}` : `the key ${key}`} that cannot be read ("revokerctl ledger check" lists them).`,
    );
  }
  if (record.reason === 'newer-format') {
    throw new CliError(
      EXIT.unreadable,
      `The record ${record.message}: a newer version wrote it, and what it says is not known here. Start that version again; nothing was written.`,
    );
  }
  if (record.key === '') {
    throw new CliError(
      EXIT.unreadable,
      'The record has no key that can be read, so nothing can replace it: restore the partition from a replica.',
    );
  }
  return record;
}

interface Known {
  readonly kafka: KafkaAccess;
  readonly setup: KafkaSetup;
  readonly lanes: readonly LaneProjection[];
  readonly record: UnreadableRecord;
  readonly lost: LostEntry | undefined;
}

async function factsFor(
  context: CommandContext,
  { kafka, setup, lanes, record, lost }: Known,
  options: RepairOptions,
): Promise<ReplacementFacts> {
  const by = context.decider(options.by);
  const other = lanes.find(({ meta }) => meta?.lanes === lanes.length)?.meta;
  const position = await positionBefore(kafka, setup, { view: lanes[record.lane], key: record.key });
  return {
    format: ENTRY_FORMAT,
    at: new Date(context.now()).toISOString(),
    ...(by && { by }),
    meta: { lanes: lanes.length, inputs: other?.inputs ?? (await partitionsOf(kafka, setup)) },
    ...(lost?.settled && { settled: lost.settled }),
    ...(position !== undefined && { position }),
  };
}

/** The latest place that is known not to be beyond the lane's position. */
async function positionBefore(
  kafka: KafkaAccess,
  { groupId }: KafkaSetup,
  { view, key }: { readonly view: LaneProjection | undefined; readonly key: string },
): Promise<bigint | undefined> {
  const [, topic, partition] = /^position\/(.+)\/(\d+)$/.exec(key) ?? [];
  if (topic === undefined || !(await kafka.has(topic))) {
    return undefined;
  }
  const place = `${topic}/${partition}`;
  const inLedger = view?.positions.get(place)?.next;
  const ofGroup = (await kafka.admin.committedOffsets(groupId, [topic])).get(place)?.offset;
  const earliest = (await kafka.ends(topic)).find((range) => range.partition === Number(partition))?.from;
  return [inLedger, ofGroup].reduce(
    (last, at) => (at !== undefined && (last ?? -1n) < at ? at : last),
    earliest,
  );
}

async function partitionsOf(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
): Promise<Readonly<Record<string, number>>> {
  const counts = await Promise.all(
    Object.values(topics.inputs).map(async (topic) => [topic, (await kafka.ranges(topic)).length] as const),
  );
  return Object.fromEntries(counts);
}

/** What takes its place, and what is lost by that. */
function wordsFor(
  { key }: Pick<LedgerChange, 'key'>,
  value: string | null,
  lost: LostEntry | undefined,
): readonly string[] {
  if (key.startsWith('entry/')) {
    return lost?.words ?? [];
  }
  if (key.startsWith('replay/')) {
    return [
      'A tombstone takes its place. Lost: how far the replay was; it can be sent again, and skips what is known then.',
    ];
  }
  if (key === 'note') {
    return ['A tombstone takes its place. Lost: what the mass guard of this lane had counted.'];
  }
  if (key === 'loss') {
    return [
      'A tombstone takes its place. Lost: that outcomes of events from before an accepted loss of the ledger are later revisions. Accept the loss again before the lane runs ("revokerctl ledger accept-loss").',
    ];
  }
  if (key === 'control') {
    return [
      '"Paused" takes its place. Lost: whether an operator had stopped the lane. It stands still until "revokerctl resume".',
    ];
  }
  return [`${value ?? 'A tombstone'} takes its place. Nothing is lost: what is read again is recognised.`];
}
