import type { AcceptedLoss } from '../format/ledger-format.js';
import type { LedgerState } from '../ledger/ledger-state.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { LaneWork } from '../ports/lane-work.port.js';
import type { LaneContext } from '../context/lane-context.js';

type Restored<Entry> = Pick<LedgerState<Entry>, 'open' | 'doubtful' | 'loss'>;
type Handlers<Entry> = Pick<LaneContext<Entry>, 'handleRecord' | 'fallback'>;

/**
 * Marks records that may have been answered already, by a memory that the ledger
 * has lost: the one that answers them must not contradict the first answer under the same name.
 */
export function markingAfterLoss<Entry>(
  loss: AcceptedLoss | undefined,
  { handleRecord, fallback }: Handlers<Entry>,
): Handlers<Entry> {
  if (!loss) {
    return { handleRecord, fallback };
  }
  const { at: acceptedAt, revision, until } = loss;
  const marked = (record: LaneRecord): LaneRecord => {
    const end = until[`${record.topic}/${record.partition}`] ?? 0n;
    return record.offset < end ? { ...record, afterLoss: { acceptedAt, revision } } : record;
  };
  return {
    handleRecord: (record) => handleRecord(marked(record)),
    fallback: (record, error) => fallback(marked(record), error),
  };
}

/**
 * The open work of a ledger. What was open before a loss may have been answered in
 * the part that is lost, and is marked as its record would be.
 */
export function openAfterLoss<Entry>(
  { open, doubtful, loss }: Restored<Entry>,
  work: Pick<LaneWork<Entry>, 'afterLoss'>,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [id, { entry }] of open) {
    const mark = loss && doubtful.has(id) ? { acceptedAt: loss.at, revision: loss.revision } : undefined;
    entries.set(id, mark && work.afterLoss ? work.afterLoss(entry, mark) : entry);
  }
  return entries;
}
