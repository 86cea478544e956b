import type { ExitCode } from '../../cli/exit-codes.js';
import { table } from '../../cli/table.js';
import type { Tool } from '../../cli/tool.js';
import { duration, grouped, place, time } from '../../cli/words.js';
import type { KafkaAccess } from '../../kafka/kafka-access.js';
import type { LaneView } from '../../ledger/lane-view.js';
import { readOpenRevocation, type OpenRevocation } from '../../ledger/open-revocation.js';
import { sayUnreadable } from '../../ledger/say-unreadable.js';
import { readLanes } from '../../ledger/read-lanes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { laneStatus, oldestFirst, type LaneStatus } from './lane-status.js';

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
  const inputs = await inputsOf(kafka, setup);
  const lanes = views.map((view) => laneStatus(view, views.length, inputs));
  const oldest = oldestOf(views, options.open ?? 0);
  const { terminal } = tool;
  if (options.json) {
    terminal.json({ group: setup.groupId, ledger: setup.topics.ledger, lanes, oldest });
  } else {
    const now = tool.now();
    terminal.print(
      ...describeLanes(lanes, now),
      ...(options.partitions ? ['', ...describePartitions(lanes)] : []),
      ...lanes.flatMap(describeDecisions),
      ...oldest.flatMap((each) => describeOldest(each, now)),
      '',
      summaryOf(lanes, setup),
    );
  }
  return sayUnreadable(
    terminal,
    setup.topics.ledger,
    views.flatMap((view) => view.unreadable),
  );
}

/** A topic that is missing has nothing that waits; "topics check" is the command that complains of it. */
async function inputsOf(kafka: KafkaAccess, { topics }: KafkaSetup): ReturnType<KafkaAccess['ends']> {
  const existing = [];
  for (const topic of Object.values(topics.inputs)) {
    existing.push(...((await kafka.has(topic)) ? await kafka.ends(topic) : []));
  }
  return existing;
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
      grouped(waiting),
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
        grouped(waiting),
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

function summaryOf(lanes: readonly LaneStatus[], { topics, groupId }: KafkaSetup): string {
  const sum = (of: (lane: LaneStatus) => number): string =>
    grouped(lanes.reduce((total, lane) => total + of(lane), 0));
  const held = sum(({ held }) => held);
  return (
    `${sum(({ open }) => open)} open${held === '0' ? '' : ` (${held} held: "revokerctl holds list")`}, ${sum(({ settled }) => settled)} settled and remembered, ` +
    `${sum(({ waiting }) => waiting)} waiting to be read; group ${groupId}, ledger ${topics.ledger}.`
  );
}
