import { LaneCommands } from '../commands/lane-commands.js';
import { ReplayHandler } from '../commands/replay-handler.js';
import { Replays } from '../commands/replays.js';
import type { LaneContext } from '../context/lane-context.js';
import { Admission } from '../intake/admission.js';
import { LaneBackpressure } from '../intake/backpressure-limit.js';
import { ReadAhead } from '../intake/read-ahead.js';
import { RecordIntake } from '../intake/record-intake.js';
import { Journal } from '../journal/journal.js';
import { jointPositions, type JournalPositions } from '../journal/journal.port.js';
import { transactionTarget } from '../journal/transaction-target.js';
import { LaneMemory } from '../ledger/lane-memory.js';
import { LanePositions } from '../positions/lane-positions.js';
import { PartitionExpansion } from '../positions/partition-expansion.js';
import { TopicWatch } from '../positions/topic-watch.js';
import { markingAfterLoss } from '../restore/after-loss.js';
import type { RestoredLane } from '../restore/open-lane.js';
import { GuardedWork } from './guarded-work.js';
import { OwnedLaneHandle } from './lane-handle.js';
import { LaneMetadata } from './lane-metadata.js';
import { LaneStatus } from './lane-status.js';
import { Retention } from './retention.js';

/** The parts of a lane at work. Each is made of parts that are there already. */
export interface LaneParts<Entry> {
  readonly status: LaneStatus;
  readonly positions: LanePositions;
  readonly memory: LaneMemory;
  readonly journal: Journal;
  readonly work: GuardedWork<Entry>;
  readonly backpressure: LaneBackpressure;
  readonly topics: TopicWatch;
  readonly replays: Replays;
  readonly intake: RecordIntake<Entry>;
  /** Looks for what is urgent behind that which there is no room for. */
  readonly ahead: ReadAhead;
  readonly retention: Retention;
  readonly expansion: PartitionExpansion<Entry>;
}

/** @param onChange told when there may be something to read that was not there before */
export function assembleLane<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  restored: RestoredLane<Entry>,
  onChange: () => void,
): LaneParts<Entry> {
  const { kafka, ledger, limit, format, clock, metrics, log, lanes, retentionMs } = context;
  const { state, meta } = restored;
  const isHeld = (entry: Entry): boolean => context.work.isHeld?.(entry) ?? false;
  const status = new LaneStatus(state.control);
  const { signal } = status;
  const positions = LanePositions.of(restored.positions);
  const memory = new LaneMemory(state.settled, state.open);
  for (const [id, { entry }] of state.open) {
    memory.mark(id, isHeld(entry) ? 'held' : 'at-work');
  }
  const metadata = new LaneMetadata();
  const advancing: JournalPositions[] = [positions];
  const journal = assembleJournal(context, lane, restored, advancing, onChange);
  const backpressure = new LaneBackpressure({ limits: context, memory, journal, status });
  const handle = new OwnedLaneHandle<Entry>({
    ...{ lane, lanes, status, memory, journal, limit, format, isHeld, metadata },
    isMember: context.isMember,
    onSettled: onChange,
  });
  const work = new GuardedWork(context, handle);
  const accept = (id: string, entry: Entry): void => work.accept(id, entry);
  const admission = new Admission<Entry>({
    ...{ memory, journal, isHeld, accept, limit, format, clock, metrics },
  });
  const handlers = markingAfterLoss(state.loss, context);
  const replayed = new ReplayHandler<Entry>({
    ...{ lane, ledger, format, kafka, memory, journal, admission, metrics, signal },
    ...{ handleRecord: handlers.handleRecord, ...(context.republish && { republish: context.republish }) },
  });
  const hasRoom = (topic: string): boolean => backpressure.has(topic);
  const replays = new Replays(state.replays.values(), {
    ...{ kafka, journal, clock, metrics, signal, log, hasRoom },
    handleReplayed: (replay, record) => replayed.take(replay, record),
    isAtWork: (id) => memory.isAtWork(id),
  });
  advancing.push(replays, metadata);
  const commands = new LaneCommands({
    ...{ lane, status, journal, replays, work, metrics, log },
    onControl: onChange,
  });
  const intake = new RecordIntake<Entry>({
    ...{ ...handlers, admission, hasRoom },
    command: (record, position, ticket) => commands.take(record, position, ticket),
  });
  return {
    ...{ status, positions, memory, journal, work, backpressure, replays, intake },
    topics: new TopicWatch({
      ...{ kafka, signal, log, steady: context.steady },
      onChecked: () => {
        journal.touch();
        onChange();
      },
    }),
    ahead: new ReadAhead({ isUrgent: context.isUrgent, positions, backpressure, intake }),
    retention: new Retention({ memory, journal, retentionMs, clock }),
    expansion: new PartitionExpansion({
      ...{ context, lane, journal, meta, positions, signal },
      ...{ stored: state.positions, known: state.meta },
    }),
  };
}

function assembleJournal<Entry>(
  { kafka, ledger, ledgers, clock, metrics, aroundCommits }: LaneContext<Entry>,
  lane: number,
  { transaction, ledger: bound }: RestoredLane<Entry>,
  advancing: readonly JournalPositions[],
  onChange: () => void,
): Journal {
  const target = transactionTarget({
    ...{ transaction, ledger, lane, ledgerEnd: bound.end },
    partitionOf: (publication) => kafka.partitionOf(publication, lane),
  });
  return new Journal({
    target: aroundCommits?.(target) ?? target,
    positions: jointPositions(advancing),
    clock,
    ledgerEnd: bound.end,
    onCommit: (records, end) => {
      ledgers.reached(lane, { ...bound, end });
      metrics.journalCommits.inc();
      metrics.journalRecords.inc(records);
      onChange(); // What waited for this may have been what filled the lane.
    },
  });
}
