import type { RevocationCompleted } from '#libs/contracts';
import { positionOf, type RecordPosition } from '../installation/record-position.js';
import type { KnownEntry } from '../ledger/known-entry.js';
import type { OpenRevocation } from '../ledger/open-revocation.js';
import { differencesOf } from '../records/differences.js';
import { whoOf } from '../records/who.js';
import type { MatchState, RevocationMatch } from './match.js';

/** An event and its repeats in one lane: the same id, the same content. */
export interface EventTrace {
  readonly revocationId: string;
  /** Under which it was carried out if the other one was known with other content. */
  readonly conflictId: string;
  readonly lane: number;
  readonly about: Pick<RevocationMatch, 'eventId' | 'eventSource' | 'eventType' | 'who'>;
  readonly places: RecordPosition[];
}

/** What was done under one revocation id in one lane. */
export interface WorkTrace {
  readonly revocationId: string;
  readonly lane: number;
  entry: KnownEntry | 'forgotten' | undefined;
  readonly outcomes: { readonly place: RecordPosition; readonly outcome: RevocationCompleted }[];
}

/** One of the two may be missing: an event that nothing was done for yet, or work whose event is gone. */
export function toMatch(
  work: WorkTrace | undefined,
  event: EventTrace | undefined,
  { ledger, isRead }: { readonly ledger: string; readonly isRead: (event: RecordPosition) => boolean },
): RevocationMatch {
  const { outcomes = [] } = work ?? {};
  const entry = work?.entry === 'forgotten' ? undefined : work?.entry;
  const settled = entry?.state === 'settled' ? entry.outcome : undefined;
  const outcome = settled ?? outcomes.at(-1)?.outcome;
  const { revocationId = '', lane = 0 } = work ?? event ?? {};
  return {
    revocationId,
    lane,
    state: stateOf(work, event, isRead),
    ...(settled && { published: publishedAs(settled, outcomes.at(-1)?.outcome) }),
    ...event?.about,
    ...(entry?.state === 'open' && shownOf(entry)),
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

/** What is shown of an open revocation. */
export function shownOf(open: OpenRevocation): Omit<RevocationMatch, 'lane' | 'state' | 'places'> {
  const { revocationId, eventId, eventSource, eventType, who, steps, evidence, openedAt } = open;
  return {
    revocationId,
    ...(eventId !== undefined && { eventId }),
    ...(eventSource !== undefined && { eventSource }),
    ...(eventType !== undefined && { eventType }),
    who,
    steps,
    evidence,
    openedAt: new Date(openedAt).toISOString(),
  };
}

/** Where it was read, where the event itself was not found: it is gone, or does not have the name that was looked for. */
function originOf(
  entry: KnownEntry | undefined,
  outcome: RevocationCompleted | undefined,
): readonly RecordPosition[] {
  if (entry) {
    return [positionOf(entry.origin)];
  }
  return outcome ? [{ ...outcome.origin, offset: BigInt(outcome.origin.offset) }] : [];
}

function publishedAs(
  settled: RevocationCompleted,
  outcome: RevocationCompleted | undefined,
): NonNullable<RevocationMatch['published']> {
  if (!outcome) {
    return 'absent';
  }
  return differencesOf({ ...outcome, replay: settled.replay }, settled).length === 0 ? 'same' : 'different';
}

function stateOf(
  work: WorkTrace | undefined,
  event: EventTrace | undefined,
  isRead: (event: RecordPosition) => boolean,
): MatchState {
  if (work) {
    return work.entry === 'forgotten' ? 'forgotten' : (work.entry?.state ?? 'settled');
  }
  return event?.places.every((place) => !isRead(place)) ? 'waiting' : 'unknown';
}
