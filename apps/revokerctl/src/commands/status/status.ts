import type { BehindTransaction } from '#libs/kafka';
import type { ExitCode } from '../../cli/exit-codes.js';
import { table } from '../../cli/table.js';
import type { Tool } from '../../tool.js';
import { duration, grouped, place, time } from '../../cli/words.js';
import {
  BEHIND_REMEDY,
  behindAsJson,
  behindTransactions,
  describeBehind,
  sizeOf,
} from '../../kafka/behind-transaction.js';
import { askedWaits, describeWait } from '../../ledger/asked-waits.js';
import type { LaneView } from '../../ledger/lane-view.js';
import { readOpenRevocation, type OpenRevocation } from '../../ledger/open-revocation.js';
import { sayUnreadable } from '../../ledger/say-unreadable.js';
import { readLanes } from '../../ledger/read-lanes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { laneStatus, oldestFirst, waitingAtLeast, type LaneStatus } from './lane-status.js';
import { readInputs } from './read-inputs.js';

export interface StatusOptions {
  readonly json?: true;
  readonly open?: number;
  readonly partitions?: true;
}

type Oldest = OpenRevocation & { readonly lane: number; readonly openedAt: string };

export async function status(tool: Tool, options: StatusOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const views = await readLanes(kafka, setup.topics.ledger, tool.terminal);
  const { inputs, missing } = await readInputs(kafka, setup, views);
  const behind = await behindTransactions(kafka, Object.values(setup.topics.inputs));
  const asked = await askedWaits(tool, kafka, setup, views.length);
  const facts = { lanes: views.length, startFrom: setup.startFrom, inputs };
  const lanes = views.map((view) => laneStatus(view, facts));
  const oldest = oldestOf(views, options.open ?? 0);
  const { terminal } = tool;
  if (options.json) {
    terminal.json({
      ...{ group: setup.groupId, ledger: setup.topics.ledger, lanes, oldest, missing },
      behindTransactions: behind.map(behindAsJson),
      asked,
    });
  } else {
    const now = tool.now();
    terminal.print(
      ...describeLanes(lanes, now),
      ...(options.partitions ? ['', ...describePartitions(lanes)] : []),
      ...lanes.flatMap(describeDecisions),
      ...oldest.flatMap((each) => describeOldest(each, now)),
      '',
      ...missing.map((topic) => `The topic ${topic} does not exist: nothing of it is read.`),
      ...lanes.flatMap(describeUnknown),
      ...asked.map(describeWait),
      ...behind.map((each) => describeBehind(each, now)),
      ...(behind.length > 0 ? [BEHIND_REMEDY] : []),
      summaryOf({ lanes, missing, behind }, setup),
    );
  }
  return sayUnreadable(
    terminal,
    setup.topics.ledger,
    views.flatMap((view) => view.unreadable),
  );
}

function oldestOf(views: readonly LaneView[], limit: number): readonly Oldest[] {
  return views
    .flatMap((view) => oldestFirst(view).slice(0, limit))
    .sort((a, b) => a.openedAt - b.openedAt)
    .slice(0, limit)
    .map(({ lane, id, openedAt, entry }) => ({
      lane,
      openedAt: time(openedAt),
      ...readOpenRevocation(id, entry),
    }));
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
  { lane, openedAt, revocationId, eventId, eventType, who, steps }: Oldest,
  now: number,
): readonly string[] {
  return [
    '',
    `Open for ${since(openedAt, now)}, lane ${lane}: ${eventType ?? 'event'} ${eventId ?? ''} of ${who}`,
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
          `How many records of ${topic}/${partition} wait is not known: ${unknown} ("revokerctl audit" looks).`,
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
