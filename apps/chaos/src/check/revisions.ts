import type { LedgerCut } from '../testbed/toll.js';
import type { ObservedEvent, ObservedOutcome, Place } from './observed.js';

/** All outcomes of an event, the last word last. */
export function outcomesOf(
  { records }: ObservedEvent,
  byOrigin: ReadonlyMap<Place, readonly ObservedOutcome[]>,
): readonly ObservedOutcome[] {
  return records
    .flatMap((place) => byOrigin.get(place) ?? [])
    .toSorted((one, other) => one.outcome.revision - other.outcome.revision);
}

/** One outcome of each revocation: the highest revision counts. */
export function highest(outcomes: readonly ObservedOutcome[]): readonly ObservedOutcome[] {
  const all = Map.groupBy(outcomes, ({ outcome }) => outcome.revocationId);
  return [...all.values()].flatMap((some) =>
    some.toSorted((one, other) => other.outcome.revision - one.outcome.revision).slice(0, 1),
  );
}

/** After a loss that was accepted an event may have another outcome, of a higher revision that says why. */
export function mayFollow(earlier: ObservedOutcome, later: ObservedOutcome): boolean {
  return later.outcome.revision > earlier.outcome.revision && later.outcome.mayRepeat !== undefined;
}

/** What an outcome says of repeats, held against the ledgers that were cut. */
export function complaintOfLoss(
  { at, outcome }: ObservedOutcome,
  cuts: readonly LedgerCut[],
): string | undefined {
  if ((outcome.revision > 1 || outcome.mayRepeat !== undefined) && cuts.length === 0) {
    return `said to repeat (revision ${outcome.revision}) where nothing was lost`;
  }
  return cuts.some(({ killedAt, acceptedAt }) => at > killedAt && at < acceptedAt)
    ? 'answered by a lane whose ledger had lost data'
    : undefined;
}
