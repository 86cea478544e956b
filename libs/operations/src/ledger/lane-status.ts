import type { TopicRange } from '#libs/kafka';
import { type BacklogFacts, backlogOf } from './backlog.policy.js';
import type { LaneProjection } from './ledger-projection.js';
import type { Hold, OpenRevocation } from './open-revocation.js';

export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  /** Where the lane reads on; undefined where it has not begun. */
  readonly next: bigint | undefined;
  readonly end: bigint;
  /** Records that are not accounted for yet, at most: offsets of aborted transactions count too. Null where it cannot be known. */
  readonly waiting: number | null;
  /** Why it cannot be known. */
  readonly unknown?: string;
}

/** A partition of an input, as Kafka has it. */
export interface InputPartition extends TopicRange {
  readonly before: BacklogFacts['before'];
}

/** Times are RFC 3339. */
export interface LaneStatus {
  readonly lane: number;
  /** Who took the lane last; whether it still lives, the ledger does not say. */
  readonly owner?: { readonly by: string; readonly since: string; readonly epoch: number };
  readonly lastWriteAt?: string;
  readonly open: number;
  /** Of the open ones: what a guard holds until an operator decides. */
  readonly held: number;
  readonly settled: number;
  readonly oldestOpenedAt?: string;
  /** Null where it is not known of one of its partitions. */
  readonly waiting: number | null;
  readonly partitions: readonly PartitionStatus[];
  readonly unreadable: number;
  /** An operator has stopped it: nothing is begun, no event is read. */
  readonly paused?: { readonly at?: string; readonly by?: string };
  /** Replays that are not at their end. */
  readonly replays: readonly ReplayStatus[];
}

export interface ReplayStatus {
  readonly id: string;
  readonly status: string;
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
  readonly until: bigint;
}

export interface StatusFacts {
  readonly lanes: number;
  readonly startFrom: BacklogFacts['startFrom'];
  readonly inputs: readonly InputPartition[];
}

export function laneStatus(view: LaneProjection, { lanes, startFrom, inputs }: StatusFacts): LaneStatus {
  const { lane, owner, lastWriteAt, open, settled, unreadable, control, replays } = view;
  const partitions = inputs
    .filter(({ partition }) => partition % lanes === lane)
    .map(({ topic, partition, from, until, before }): PartitionStatus => {
      const next = view.positions.get(`${topic}/${partition}`)?.next;
      const backlog = backlogOf({
        ...{ next, from, until, before, partition, startFrom },
        knownPartitions: view.meta?.inputs[topic],
        isUnreadable: unreadable.some(({ key }) => key === `position/${topic}/${partition}`),
      });
      return backlog.kind === 'known'
        ? { topic, partition, next, end: until, waiting: backlog.waiting }
        : { topic, partition, next, end: until, waiting: null, unknown: backlog.why };
    });
  const [oldest] = oldestFirst([view], 1);
  return {
    lane,
    ...(owner && { owner: { by: owner.by, since: time(owner.timestamp), epoch: owner.epoch } }),
    ...(lastWriteAt !== undefined && { lastWriteAt: time(lastWriteAt) }),
    open: open.size,
    held: heldRevocations([view]).length,
    settled: settled.size,
    ...(oldest && { oldestOpenedAt: time(oldest.openedAt) }),
    waiting: partitions.some(({ waiting }) => waiting === null) ? null : waitingAtLeast(partitions),
    partitions,
    unreadable: unreadable.length,
    ...(control?.paused && {
      paused: { ...(control.at && { at: control.at }), ...(control.by && { by: control.by }) },
    }),
    replays: [...replays.values()]
      .filter(({ status }) => status === 'running' || status === 'paused')
      .map(({ command: { id, topic, partition, until }, status, next }) => {
        return { id, status, topic, partition, next, until };
      }),
  };
}

/** What is known to wait; more may, where it is not known of one. */
export function waitingAtLeast(partitions: readonly PartitionStatus[]): number {
  return partitions.reduce((sum, { waiting }) => sum + (waiting ?? 0), 0);
}

/** Open revocations, those that have been open longest first. */
export function oldestFirst(
  lanes: readonly Pick<LaneProjection, 'open'>[],
  limit = Infinity,
): readonly OpenRevocation[] {
  return lanes
    .flatMap(({ open }) => [...open.values()])
    .sort((a, b) => a.openedAt - b.openedAt)
    .slice(0, limit);
}

/** Those that a guard holds, the longest held first. */
export function heldRevocations(
  lanes: readonly Pick<LaneProjection, 'open'>[],
  reason?: string,
): readonly (OpenRevocation & { readonly hold: Hold })[] {
  return lanes
    .flatMap(({ open }) =>
      [...open.values()].flatMap((each) => (each.hold ? { ...each, hold: each.hold } : [])),
    )
    .filter(({ hold }) => reason === undefined || hold.reason === reason)
    .sort((a, b) => a.hold.since - b.hold.since);
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
