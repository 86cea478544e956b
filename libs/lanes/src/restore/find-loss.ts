import type { LedgerState } from '../ledger/ledger-state.js';
import type { LaneContext } from '../context/lane-context.js';
import {
  isAccepted,
  isOfAnotherCluster,
  lossOf,
  type LedgerBound,
  type LedgerFound,
} from '../ledger/ledger-loss.policy.js';
import type { NotedLoss } from '../ledger/ledger-memory.js';

export interface LedgerQuestion<Entry> {
  readonly state: LedgerState<Entry>;
  /** By the group's offsets. */
  readonly bound: LedgerBound | undefined;
  readonly found: LedgerFound;
}

/** Whether the ledger has lost data, by all that is remembered of it; not what an operator has accepted. */
export function findLoss<Entry>(
  { ledgers, groupId, log }: Pick<LaneContext<Entry>, 'ledgers' | 'groupId' | 'log'>,
  lane: number,
  { state, bound, found }: LedgerQuestion<Entry>,
): NotedLoss | undefined {
  if (bound && isOfAnotherCluster(bound, found)) {
    log.warn(
      { lane, cluster: bound.clusterId },
      `The offsets of group ${groupId} were copied from another cluster: what they say of the end of the ledger is ignored`,
    );
  }
  if (state.lost) {
    const { at, end, how } = state.lost;
    return { known: { end }, how: `${how} (since ${at})` };
  }
  const written = ledgers.of(lane);
  const losses = [
    ledgers.lossOf(lane),
    noted(written, found, 'by what this instance has written'),
    noted(bound, found, `by the offsets of group ${groupId}`),
  ];
  return losses.find((loss) => loss && !isAccepted(state.loss, loss.known, found));
}

function noted(known: LedgerBound | undefined, found: LedgerFound, by: string): NotedLoss | undefined {
  const how = known && lossOf(known, found);
  return known && how !== undefined ? { known, how: `${how} (${by})` } : undefined;
}
