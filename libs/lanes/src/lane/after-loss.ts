import type { AcceptedLoss } from '../ledger/ledger-format.js';
import type { LaneRecord } from '../ports/lane-record.js';
import type { LaneContext } from './lane-context.js';

type Handlers<Entry> = Pick<LaneContext<Entry>, 'takeIn' | 'fallback'>;

/**
 * Marks records that may have been answered already, by a memory that the ledger
 * has lost: whoever answers them must not contradict the first answer under the same name.
 */
export function markingAfterLoss<Entry>(
  loss: AcceptedLoss | undefined,
  { takeIn, fallback }: Handlers<Entry>,
): Handlers<Entry> {
  if (!loss) {
    return { takeIn, fallback };
  }
  const { at: acceptedAt, revision, until } = loss;
  const marked = (record: LaneRecord): LaneRecord => {
    const end = until[`${record.topic}/${record.partition}`] ?? 0n;
    return record.offset < end ? { ...record, afterLoss: { acceptedAt, revision } } : record;
  };
  return {
    takeIn: (record) => takeIn(marked(record)),
    fallback: (record, error) => fallback(marked(record), error),
  };
}
