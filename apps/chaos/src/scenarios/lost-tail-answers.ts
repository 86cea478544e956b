import type { ObservedOutcome } from '../check/observed.js';

/** When what happened, epoch milliseconds. */
export interface LossTimes {
  readonly killedAt: number;
  readonly acceptedAt: number;
}

export interface LossQuestion extends LossTimes {
  /** Of all lanes. */
  readonly outcomes: readonly ObservedOutcome[];
  /** Lanes whose ledger was cut. */
  readonly cut: readonly number[];
  readonly lanes: number;
  /** Ids of events that were published after the loss was accepted. */
  readonly later: ReadonlySet<string>;
}

export interface LossFindings {
  /** Revocations with more than one outcome. */
  readonly again: number;
  /** Outcomes that say that there may have been an earlier one, and there was none. */
  readonly inVain: number;
  readonly problems: readonly string[];
}

/** Holds outcomes against the rules of a loss that was accepted: what is answered again has a name of its own, and says why. */
export function judgeLoss({ outcomes, cut, lanes, later, killedAt, acceptedAt }: LossQuestion): LossFindings {
  const byRevocation = [...Map.groupBy(outcomes, ({ outcome }) => outcome.revocationId).values()];
  const repeated = byRevocation.filter((all) => all.length > 1);
  const isCut = ({ outcome }: ObservedOutcome): boolean => cut.includes(outcome.origin.partition % lanes);
  const problems = [
    ...outcomes.flatMap((one) => {
      const { at, origin, outcome } = one;
      const { revision, mayRepeat, eventId } = outcome;
      const isMarked = revision > 1 || mayRepeat !== undefined;
      return [
        ...(isCut(one) && at > killedAt && at < acceptedAt
          ? [`answered by a lane whose ledger had lost data: ${eventId} (${origin})`]
          : []),
        ...(!isCut(one) && isMarked ? [`said to repeat where nothing was lost: ${eventId} (${origin})`] : []),
        ...(later.has(eventId) && isMarked
          ? [`said to repeat, and was published after the loss was accepted: ${eventId} (${origin})`]
          : []),
      ];
    }),
    ...repeated.flatMap((all) => contradictions(all)),
  ];
  const marked = byRevocation.filter((all) => all.some(({ outcome }) => outcome.mayRepeat));
  return { again: repeated.length, inVain: marked.filter((all) => all.length === 1).length, problems };
}

/** In the order in which they were published. */
function contradictions(all: readonly ObservedOutcome[]): readonly string[] {
  const [first, ...others] = all.toSorted((one, other) => one.at - other.at);
  const seen = new Set([first?.outcome.revision]);
  return others.flatMap(({ outcome: { revocationId, revision, mayRepeat, status }, origin }) => {
    const isTaken = seen.has(revision);
    seen.add(revision);
    const what = `${revocationId} (${origin}), revision ${revision}, ${status} after ${first?.outcome.status}`;
    return [
      ...(isTaken ? [`a second outcome of one name: ${what}`] : []),
      ...(mayRepeat === undefined ? [`a second outcome that does not say why: ${what}`] : []),
    ];
  });
}
