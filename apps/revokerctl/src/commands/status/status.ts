import type { Command } from 'commander';
import type { BehindTransaction } from '#libs/kafka';
import {
  laneStatus,
  type LaneStatus,
  LedgerReader,
  oldestFirst,
  type OpenRevocation,
  readInputs,
  shownOf,
  waitingAtLeast,
} from '#libs/operations';
import type { ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { duration, grouped, place, table } from '../../cli/format.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { BEHIND_REMEDY, behindAsJson, describeBehind, sizeOf } from '../../output/behind-transaction.js';
import { describeWait, readAskedWaits, sayUnreadable } from '../../output/notes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';

export function registerStatus(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'status', {
    summary: 'lanes, owners, lag, open revocations',
    description:
      'Shows what the ledger says: who owns each lane, how far it has read, what is open and since when.',
    examples: [
      ['status', 'a line for each lane'],
      ['status --open 10', 'and the ten revocations that have been open longest'],
      ['status --partitions', 'and every partition with its position'],
    ],
  })
    .option('--open <number>', 'list the oldest open revocations', wholeNumber(1))
    .option('--partitions', 'list the partitions of the inputs');
  onRun(command, context, status);
}

export interface StatusOptions {
  readonly json?: true;
  readonly open?: number;
  readonly partitions?: true;
}

export async function status(context: CommandContext, options: StatusOptions): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { terminal } = context;
  const ledger = (await LedgerReader.open(kafka, setup.topics.ledger, terminal)).projection;
  const { inputs, missing } = await readInputs(kafka, setup.topics, ledger);
  const behind = await kafka.behindTransactions(Object.values(setup.topics.inputs));
  const asked = await readAskedWaits(context, kafka, setup, ledger.lanes.length);
  const facts = { lanes: ledger.lanes.length, startFrom: setup.startFrom, inputs };
  const lanes = ledger.lanes.map((lane) => laneStatus(lane, facts));
  const oldest = oldestFirst(ledger.lanes, options.open ?? 0);
  if (options.json) {
    terminal.json({
      ...{ group: setup.groupId, ledger: setup.topics.ledger, lanes, missing },
      oldest: oldest.map((open) => ({ lane: open.lane, ...shownOf(open) })),
      behindTransactions: behind.map(behindAsJson),
      asked,
    });
  } else {
    const now = context.now();
    terminal.print(
      ...describeLanes(lanes, now),
      ...(options.partitions ? ['', ...describePartitions(lanes)] : []),
      ...lanes.flatMap(describeDecisions),
      ...oldest.flatMap((open) => describeOldest(open, now)),
      '',
      ...missing.map((topic) => `The topic ${topic} does not exist: nothing of it is read.`),
      ...lanes.flatMap(describeUnknown),
      ...asked.map(describeWait),
      ...behind.map((each) => describeBehind(each, now)),
      ...(behind.length > 0 ? [BEHIND_REMEDY] : []),
      summaryOf({ lanes, missing, behind }, setup),
    );
  }
  return sayUnreadable(terminal, setup.topics.ledger, ledger.unreadable);
}

function describeLanes(lanes: readonly LaneStatus[], now: number): readonly string[] {
  return table(
    [
      { title: 'lane', align: 'right' },
      { title: 'owner' },
      { title: 'since' },
      { title: 'last write' },
      { title: 'open', align: 'right' },
      { title: 'oldest', align: 'right' },
      { title: 'settled', align: 'right' },
      { title: 'waiting', align: 'right' },
    ],
    lanes.map(({ lane, owner, lastWriteAt, open, oldestOpenedAt, settled, waiting }) => [
      String(lane),
      owner?.by ?? 'never taken',
      owner?.since ?? '–',
      lastWriteAt === undefined ? '–' : `${since(lastWriteAt, now)} ago`,
      grouped(open),
      oldestOpenedAt === undefined ? '–' : since(oldestOpenedAt, now),
      grouped(settled),
      waiting === null ? '?' : grouped(waiting),
    ]),
  );
}

/** What operators have decided about the lane. */
function describeDecisions({ lane, paused, replays }: LaneStatus): readonly string[] {
  const who = paused?.by === undefined ? '' : ` by ${paused.by}`;
  const when = paused?.at === undefined ? '' : ` since ${paused.at}`;
  return [
    ...(paused ? [`Lane ${lane} is PAUSED${who}${when}: nothing is begun, no event is read.`] : []),
    ...replays.map(({ id, status, topic, partition, next, until }) => {
      return `Lane ${lane}: replay ${id} is ${status} at ${place({ topic, partition, offset: next })}, until ${until}.`;
    }),
  ];
}

function describePartitions(lanes: readonly LaneStatus[]): readonly string[] {
  return table(
    [
      { title: 'input' },
      { title: 'lane', align: 'right' },
      { title: 'position', align: 'right' },
      { title: 'end', align: 'right' },
      { title: 'waiting', align: 'right' },
    ],
    lanes.flatMap(({ lane, partitions }) =>
      partitions.map(({ topic, partition, next, end, waiting }) => [
        `${topic}/${partition}`,
        String(lane),
        next === undefined ? 'not begun' : String(next),
        String(end),
        waiting === null ? '?' : grouped(waiting),
      ]),
    ),
  );
}

function describeOldest(
  { lane, openedAt, revocationId, eventId, eventType, who, steps }: OpenRevocation,
  now: number,
): readonly string[] {
  return [
    '',
    `Open for ${duration(Math.max(0, now - openedAt))}, lane ${lane}: ${eventType ?? 'event'} ${eventId ?? ''} of ${who}`,
    `  revocation ${revocationId}; ${steps.join('; ')}`,
  ];
}

/** Clocks differ: never less than nothing. */
function since(at: string, now: number): string {
  return duration(Math.max(0, now - Date.parse(at)));
}

/** Where a number would say more than is known. */
function describeUnknown({ partitions }: LaneStatus): readonly string[] {
  return partitions.flatMap(({ topic, partition, unknown }) =>
    unknown === undefined
      ? []
      : [
          `It is not known how many records of ${topic}/${partition} wait: ${unknown} ("revokerctl audit" checks).`,
        ],
  );
}

interface Summed {
  readonly lanes: readonly LaneStatus[];
  readonly missing: readonly string[];
  readonly behind: readonly BehindTransaction[];
}

function summaryOf({ lanes, missing, behind }: Summed, { topics, groupId }: KafkaSetup): string {
  const sum = (of: (lane: LaneStatus) => number): number =>
    lanes.reduce((total, lane) => total + of(lane), 0);
  const held = sum((lane) => lane.held);
  const isWhole = missing.length === 0 && lanes.every(({ waiting }) => waiting !== null);
  const hidden = behind.reduce((total, each) => total + sizeOf(each), 0);
  return (
    `${grouped(sum((lane) => lane.open))} open${held === 0 ? '' : ` (${grouped(held)} held: "revokerctl holds list")`}, ` +
    `${grouped(sum((lane) => lane.settled))} settled and remembered, ` +
    `${isWhole ? '' : 'at least '}${grouped(sum(({ partitions }) => waitingAtLeast(partitions)))} waiting to be read` +
    `${hidden === 0 ? '' : `, ${grouped(hidden)} more behind an open transaction`}; ` +
    `group ${groupId}, ledger ${topics.ledger}.`
  );
}
