import type { RevocationCompleted } from '#libs/contracts';
import type { Deletion } from './simulator.js';

/** What is needed of an event to judge its outcome. */
interface JudgedEvent {
  readonly eventId: string;
  /** OATH token ids that it names, existing or not. */
  readonly tokenIds: readonly string[];
}

/** What is wrong with a set of outcomes; all empty or zero is right. */
export interface Verdict {
  readonly missing: readonly string[];
  readonly repeated: readonly string[];
  /** Event id and what its counts should have been, by the deletion log. */
  readonly wrongCounts: readonly string[];
}

/** Compares outcomes with the events they answer and, token id by token id, with the log of what PingOne deleted. */
export function judgeOutcomes(
  events: readonly JudgedEvent[],
  outcomes: readonly RevocationCompleted[],
  deletions: readonly Deletion[],
): Verdict {
  const deleted = new Set(deletions.map(({ tokenId }) => tokenId));
  const byEvent = Map.groupBy(outcomes, ({ eventId }) => eventId);
  return {
    missing: events.filter(({ eventId }) => !byEvent.has(eventId)).map(({ eventId }) => eventId),
    repeated: [...byEvent].filter(([, answers]) => answers.length > 1).map(([eventId]) => eventId),
    wrongCounts: events.flatMap(({ eventId, tokenIds }) => {
      const complaint = complain(tokenIds, byEvent.get(eventId)?.[0], deleted);
      return complaint === undefined ? [] : [`${eventId}: ${complaint}`];
    }),
  };
}

/**
 * The rules of honest counting (P3): a count of PingOne's is exact; an inferred
 * one never says less than we did, and never more than is gone; an unknown one says nothing.
 */
function complain(
  tokenIds: readonly string[],
  outcome: RevocationCompleted | undefined,
  deleted: ReadonlySet<string>,
): string | undefined {
  const step = outcome?.steps.find(({ kind }) => kind === 'oath-tokens');
  if (step?.kind !== 'oath-tokens') {
    return undefined;
  }
  const ours = tokenIds.filter((id) => deleted.has(id)).length;
  const { requested, revoked, gone, remaining, unknown = 0, countedBy } = step;
  const told = `told ${JSON.stringify({ requested, revoked, gone, remaining, unknown, countedBy })}`;
  if (requested !== tokenIds.length || (gone ?? 0) + (remaining ?? 0) + unknown !== requested) {
    return `${told}, of ${tokenIds.length} tokens`;
  }
  if (revoked === null) {
    return undefined;
  }
  const isHonest = countedBy === 'inferred' ? revoked >= ours && revoked <= (gone ?? 0) : revoked === ours;
  return isHonest ? undefined : `${told}, but PingOne deleted ${ours}`;
}
