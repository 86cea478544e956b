import type { AcceptedLoss } from '../format/ledger-format.js';

/** What is remembered of a lane's ledger outside of it: it is all of that still, or it has lost data. */
export interface LedgerBound {
  /** A lower bound of the offset after its last record. */
  readonly end: bigint;
  /** The offset that it began at; absent in what an earlier version remembered. */
  readonly start?: bigint;
  /** Which topic it was; absent where Kafka gives no ids, or an earlier version remembered it. */
  readonly topicId?: string;
  /** Of the cluster that it was in; absent as above. */
  readonly clusterId?: string;
  /** When the loss was accepted that this knows of already (ISO 8601). */
  readonly accepted?: string;
}

/** The ledger as it is found. */
export interface LedgerFound {
  /** Where the first record landed that was written to it since: nothing of it can be behind. */
  readonly landedAt: bigint;
  readonly start: bigint;
  readonly topicId: string | undefined;
  readonly clusterId: string | undefined;
}

/** Whether what is remembered is about another cluster: group offsets are copied by mirrors as they are. */
export function isOfAnotherCluster(
  { clusterId }: Pick<LedgerBound, 'clusterId'>,
  found: Pick<LedgerFound, 'clusterId'>,
): boolean {
  return clusterId !== undefined && found.clusterId !== undefined && clusterId !== found.clusterId;
}

/** How it shows that the ledger has lost data, to complete "it …"; undefined where it does not show. */
export function lossOf(known: LedgerBound, found: LedgerFound): string | undefined {
  if (isOfAnotherCluster(known, found)) {
    return undefined;
  }
  const { end, start, topicId } = known;
  if (topicId !== undefined && found.topicId !== undefined && topicId !== found.topicId) {
    return `was created anew: it is not the topic any more that it was when it reached ${end}`;
  }
  if (found.landedAt < end) {
    return `ends at ${found.landedAt}, and was known to reach ${end}`;
  }
  return start !== undefined && found.start > start
    ? `begins at ${found.start}, and began at ${start} before: its first records were deleted`
    : undefined;
}

/** Whether an operator has decided to go on without what is known to be missing; not what was lost after that. */
export function isAccepted(
  loss: AcceptedLoss | undefined,
  known: LedgerBound,
  found: Pick<LedgerFound, 'start'>,
): boolean {
  return (
    loss !== undefined && known.accepted !== loss.at && known.end <= loss.end && found.start <= loss.start
  );
}

/** How far a lane is, for those outside of it: lag tools, and the next owner. */
export interface LaneProgress {
  readonly ledger: LedgerBound;
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly next: bigint;
  }[];
}
