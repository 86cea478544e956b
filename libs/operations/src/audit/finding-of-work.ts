import { positionOf } from '../installation/record-position.js';
import type { Origin } from '../ledger/open-revocation.js';
import type { Finding, FindingCode } from './finding.js';
import type { OutcomeView, Work } from './work-table.js';

/** What is found about one revocation, with the places where its traces are. */
export function findingOf(
  code: FindingCode,
  { id, lane, ledger }: Work,
  where: {
    readonly origin: Origin;
    readonly outcomes: readonly OutcomeView[];
    readonly topics: { readonly ledger: string; readonly completed: string };
  },
): Finding {
  const { origin, outcomes, topics } = where;
  return {
    code,
    revocationId: id,
    origin: positionOf(origin),
    ...(ledger && { ledger: { topic: topics.ledger, partition: lane, offset: ledger.at.offset } }),
    ...(outcomes.length > 0 && {
      outcomes: outcomes.map(({ partition, offset }) => ({ topic: topics.completed, partition, offset })),
    }),
  };
}
