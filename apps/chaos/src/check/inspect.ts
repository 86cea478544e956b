import type { FailureCode } from '#libs/contracts';
import type { ChaosOptions } from '../chaos-options.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { Item } from '../load/item.js';
import { aftermathOf } from './aftermath.js';
import { takeAccount, type Account } from './account.js';
import { checkCounts, sharedTokens, type CountFindings } from './counts.js';
import { crossCheck } from './cross-check.js';
import type { Observed } from './observed.js';
import { readTopics } from './read-topics.js';
import { longestSilence, type Silence } from './silence.js';
import { unmentioned } from './unmentioned.js';
import { checkSubmits, type SubmitFindings } from './submits.js';

export interface Inspection {
  readonly account: Account;
  readonly counts: CountFindings;
  readonly submits: SubmitFindings;
  /** Access that is alive, and of which no outcome tells. */
  readonly unmentioned: readonly string[];
  readonly silence: Silence;
  /** When outcomes were published, by lane; epoch milliseconds. */
  readonly outcomesAt: ReadonlyMap<number, readonly number[]>;
  /** Between what we and the Java client see. */
  readonly differences: readonly string[];
  /** To PingOne. */
  readonly requests: number;
}

/** Holds what the topics say against what was published and what PingOne did. */
export async function inspect(
  testbed: ChaosTestbed,
  items: ReadonlyMap<string, Item>,
  {
    witness,
    excused,
    signal,
  }: Pick<ChaosOptions, 'witness' | 'signal'> & { readonly excused: readonly FailureCode[] },
): Promise<Inspection> {
  const { kafka, topics, simulator, fleet, lanes } = testbed;
  const { state } = simulator;
  const observed = await readTopics(kafka, topics, items, aftermathOf(testbed));
  const { events, outcomes, deadLetters } = observed;
  const places = [...outcomes, ...deadLetters].map(({ place }) => place);
  const answers = [topics.completed, topics.deadLetter];
  const differences =
    witness === 'java' ? await crossCheck(kafka.brokers, answers, { ours: places, signal }) : [];
  const calls = fleet.all.flatMap(({ pingone }) => pingone.calls);
  return {
    account: takeAccount(observed, excused),
    counts: checkCounts(observed, state.deletions(), state.revocations()),
    submits: checkSubmits(
      state.submits(),
      calls,
      new Set([...sharedTokens(events), ...tokensAgain(observed)]),
    ),
    outcomesAt: new Map(
      [...Map.groupBy(outcomes, ({ outcome }) => outcome.origin.partition % lanes)].map(([lane, all]) => [
        lane,
        all.map(({ at }) => at),
      ]),
    ),
    unmentioned: unmentioned(observed, state.sessions()),
    silence: longestSilence(outcomes.map(({ at }) => at)),
    differences,
    requests: calls.length,
  };
}

/** Tokens of events that may have been answered before: of an earlier attempt the service knows nothing any more. */
function tokensAgain({ events, outcomes }: Observed): readonly string[] {
  const marked = new Set(
    outcomes.flatMap(({ origin, outcome }) => (outcome.mayRepeat === undefined ? [] : [origin])),
  );
  return events.flatMap(({ item, records }) =>
    records.some((place) => marked.has(place)) ? item.tokenIds : [],
  );
}
