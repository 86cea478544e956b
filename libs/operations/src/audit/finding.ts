import { positionOf, type RecordPosition } from '../installation/record-position.js';
import type { Origin } from '../ledger/open-revocation.js';
import type { OutcomeView, Work } from './work-table.js';

/** What an audit may find. docs/how-to/audit.md says of each what it means and what to do. */
export const FINDING_CODES = {
  'event-unaccounted': 'The position is past the event, but nothing says what became of it.',
  'outcome-missing': 'The ledger holds the revocation as settled, but its outcome is not in the topic.',
  'outcome-repeated': 'There is more than one outcome of this revision.',
  'outcome-altered': 'The outcome in the topic is not the one in the ledger.',
  'outcome-inconsistent': 'The outcome contradicts itself.',
  'outcome-without-event': 'There is an outcome, but no event where it says that it was read.',
  'outcome-of-open': 'There is an outcome, but the ledger holds the revocation as open.',
  'outcome-unreadable': 'A record in the topic of outcomes is no outcome.',
  'entry-lost': 'There is an outcome, but the ledger does not know the revocation.',
  'entry-without-event':
    'The ledger knows a revocation, but there is no event where it says that it was read.',
  'dead-letter-missing': 'The record is no event, and there is no dead letter of it.',
  'dead-letter-repeated': 'There is more than one dead letter of this record.',
  'dead-letter-without-record': 'There is a dead letter, but no record where it says that it was read.',
  'dead-letter-unreadable': 'A record in the topic of dead letters is none of this service.',
  'ledger-unreadable': 'A record of the ledger cannot be read by this version.',
  'ledger-lost-data': 'The ledger has lost data, and its lane does not run.',
  'lane-count': 'The ledger was written for another number of lanes.',
  'position-lost': 'The ledger has forgotten how far a partition was read.',
  'position-beyond-end': 'The position is past the end of the partition: it was truncated or created anew.',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

export interface Finding {
  readonly code: FindingCode;
  /** What distinguishes it from others of its code, in words. */
  readonly detail?: string;
  readonly revocationId?: string;
  readonly eventId?: string;
  /** Where the event is, or should be. */
  readonly origin?: RecordPosition;
  readonly ledger?: RecordPosition;
  readonly outcomes?: readonly RecordPosition[];
  readonly deadLetters?: readonly RecordPosition[];
}

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
