import type { RevocationCompleted } from '#libs/contracts';
import type { LedgerChange } from '#libs/lanes';
import { differencesOf } from '../audit/differences.js';
import type { Place } from '../audit/finding.js';
import { time } from '../cli/words.js';
import { readOpenRevocation } from '../ledger/open-revocation.js';
import { outcomeOf } from '../outcomes/read-outcome.js';
import { whoOf } from '../outcomes/describe-outcome.js';
import type { Sighting, SightingState } from './sighting.js';

export type LedgerEntry = Extract<LedgerChange, { readonly kind: 'entry' }>;

/** An event and its repeats in one lane: the same id, the same content. */
export interface EventTrace {
  readonly revocationId: string;
  /** Under which it was carried out if the other one was known with other content. */
  readonly conflictId: string;
  readonly lane: number;
  readonly about: Pick<Sighting, 'eventId' | 'eventSource' | 'eventType' | 'who'>;
  readonly places: Place[];
}

/** What was done under one revocation id in one lane. */
export interface WorkTrace {
  readonly revocationId: string;
  readonly lane: number;
  entry: LedgerEntry | undefined;
  isForgotten: boolean;
  readonly outcomes: { readonly place: Place; readonly outcome: RevocationCompleted }[];
}

/** One of the two may be missing: an event that nothing was done for yet, or work whose event is gone. */
export function toSighting(
  work: WorkTrace | undefined,
  event: EventTrace | undefined,
  { ledger, isRead }: { readonly ledger: string; readonly isRead: (event: Place) => boolean },
): Sighting {
  const { entry, outcomes = [] } = work ?? {};
  const settled = entry?.state === 'settled' ? outcomeOf(entry.summary) : undefined;
  const outcome = settled ?? outcomes.at(-1)?.outcome;
  const { revocationId = '', lane = 0 } = work ?? event ?? {};
  return {
    revocationId,
    lane,
    state: stateOf(work, event, isRead),
    ...(settled && { published: publishedAs(settled, outcomes.at(-1)?.outcome) }),
    ...event?.about,
    ...(entry?.state === 'open' && {
      ...readOpenRevocation(revocationId, entry.entry),
      openedAt: time(entry.openedAt),
    }),
    ...(outcome && {
      eventId: outcome.eventId,
      eventSource: outcome.eventSource,
      eventType: outcome.eventType,
      who: whoOf(outcome),
      outcome,
    }),
    places: {
      events: event?.places ?? originOf(entry, outcome),
      ...(entry && { ledger: { topic: ledger, partition: lane, offset: entry.offset } }),
      outcomes: outcomes.map(({ place }) => place),
    },
  };
}

/** Where it was read: also what is looked for under a name that the event itself does not have, or is gone. */
function originOf(
  entry: LedgerEntry | undefined,
  outcome: RevocationCompleted | undefined,
): readonly Place[] {
  if (entry) {
    const { topic, partition, offset } = entry.origin;
    return [{ topic, partition, offset }];
  }
  return outcome ? [{ ...outcome.origin, offset: BigInt(outcome.origin.offset) }] : [];
}

function publishedAs(
  settled: RevocationCompleted,
  outcome: RevocationCompleted | undefined,
): NonNullable<Sighting['published']> {
  if (!outcome) {
    return 'absent';
  }
  return differencesOf({ ...outcome, replay: settled.replay }, settled).length === 0 ? 'same' : 'different';
}

function stateOf(
  work: WorkTrace | undefined,
  event: EventTrace | undefined,
  isRead: (event: Place) => boolean,
): SightingState {
  if (work) {
    return work.isForgotten ? 'forgotten' : (work.entry?.state ?? 'settled');
  }
  return event?.places.every((place) => !isRead(place)) ? 'waiting' : 'unknown';
}
