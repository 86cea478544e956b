import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import { type Deletion, type TokenRevocation, judgeOutcomes } from '#libs/testbed';
import type { Observed, ObservedEvent } from './observed.js';
import { outcomesOf } from './revisions.js';

export interface CountFindings {
  /** What outcomes say, and PingOne's deletion log does not. */
  readonly wrongCounts: readonly string[];
  /** Events about the same tokens that claim more than there was, one of them by an inferred count: "likely ours", and said so. */
  readonly inferredTwice: readonly string[];
  /** OAuth tokens that an outcome calls revoked, and that PingOne did not revoke. */
  readonly falseClaims: readonly string[];
}

/** Compares what outcomes count with what PingOne did, token by token. */
export function checkCounts(
  { events, outcomes }: Observed,
  deletions: readonly Deletion[],
  revocations: readonly TokenRevocation[],
): CountFindings {
  const answers = answersOf(events, outcomes);
  const sharing = sharedTokens(events);
  // An event that may have been answered before shares its tokens with its own earlier attempt.
  const isShared = ({ identity, item }: ObservedEvent): boolean =>
    item.tokenIds.some((id) => sharing.has(id)) ||
    (answers.get(identity) ?? []).some(({ mayRepeat }) => mayRepeat !== undefined);
  const alone = events.filter((event) => !isShared(event));
  const { wrongCounts } = judgeOutcomes(
    alone.map(({ identity, item }) => ({ ...item, eventId: identity })),
    alone.flatMap(({ identity }) => {
      const outcome = answers.get(identity)?.at(-1);
      return outcome ? [{ ...outcome, eventId: identity }] : [];
    }),
    deletions,
  );
  const deleted = new Set(deletions.map(({ tokenId }) => tokenId));
  const shared = checkShared(events.filter(isShared), answers, deleted);
  return {
    wrongCounts: [
      ...wrongCounts,
      ...shared.wrongCounts,
      ...events.flatMap((event) =>
        (answers.get(event.identity) ?? []).flatMap((outcome) => notGone(event, outcome, deleted)),
      ),
    ],
    inferredTwice: shared.inferredTwice,
    falseClaims: [...answers].flatMap(([identity, outcomes]) =>
      outcomes.flatMap((outcome) => falseClaims(identity, outcome, revocations)),
    ),
  };
}

type OathStep = Extract<OutcomeStep, { readonly kind: 'oath-tokens' }>;

/** By the identity of the event, the last word last. */
type Answers = ReadonlyMap<string, readonly RevocationCompleted[]>;

function answersOf(events: readonly ObservedEvent[], outcomes: Observed['outcomes']): Answers {
  const byOrigin = Map.groupBy(outcomes, ({ origin }) => origin);
  return new Map(
    events.map((event) => [event.identity, outcomesOf(event, byOrigin).map(({ outcome }) => outcome)]),
  );
}

/** Tokens that more than one event names. */
export function sharedTokens(events: readonly ObservedEvent[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const id of events.flatMap(({ item }) => item.tokenIds)) {
    (seen.has(id) ? shared : seen).add(id);
  }
  return shared;
}

/** "A token is never reported as revoked twice": events about the same tokens may claim each of them once, all together. */
function checkShared(
  events: readonly ObservedEvent[],
  answers: Answers,
  deleted: ReadonlySet<string>,
): Pick<CountFindings, 'wrongCounts' | 'inferredTwice'> {
  const wrongCounts: string[] = [];
  const inferredTwice: string[] = [];
  for (const group of Map.groupBy(events, ({ item }) => item.tokenIds.toSorted().join()).values()) {
    const tokenIds = group[0]?.item.tokenIds ?? [];
    const existed = tokenIds.filter((id) => deleted.has(id)).length;
    const all = group.map(({ identity }) => answers.get(identity) ?? []);
    const steps = all.flatMap((outcomes) => outcomes.flatMap((outcome) => oathStep(outcome) ?? []));
    const claimed = all.flatMap(claimsOf).reduce((sum, { revoked }) => sum + (revoked ?? 0), 0);
    const name = group.map(({ identity }) => identity).join(' and ');
    if (claimed > existed) {
      if (steps.some(({ countedBy }) => countedBy === 'inferred')) {
        const told = steps.map(({ revoked, countedBy }) => `${revoked} (${countedBy})`).join(' and ');
        inferredTwice.push(`${name}: told ${told}, but PingOne deleted ${existed}`);
      } else {
        wrongCounts.push(`${name}: told ${claimed} revoked together, but PingOne deleted ${existed}`);
      }
    }
    for (const { requested, gone, remaining, unknown = 0 } of steps) {
      if (requested !== tokenIds.length || (gone ?? 0) + (remaining ?? 0) + unknown !== requested) {
        wrongCounts.push(`${name}: told ${requested} requested, ${gone} gone, of ${tokenIds.length} tokens`);
      }
    }
  }
  return { wrongCounts, inferredTwice };
}

/**
 * What the answers to one event claim. Work that was open when its ledger lost data goes on with the jobs that the
 * ledger still names, so an answer that may repeat and names the jobs of an earlier one tells the same once more.
 */
function claimsOf(outcomes: readonly RevocationCompleted[]): readonly OathStep[] {
  const claims: OathStep[] = [];
  for (const outcome of outcomes) {
    const step = oathStep(outcome);
    if (step) {
      const told =
        outcome.mayRepeat !== undefined ? claims.findIndex((claim) => namesSameJobs(claim, step)) : -1;
      claims.splice(told < 0 ? claims.length : told, 1, step);
    }
  }
  return claims;
}

function namesSameJobs(one: OathStep, other: OathStep): boolean {
  return one.jobIds.length > 0 && one.jobIds.toSorted().join() === other.jobIds.toSorted().join();
}

/** What is told to be gone must not be there at the end. */
function notGone(
  { identity, item }: ObservedEvent,
  outcome: RevocationCompleted | undefined,
  deletions: ReadonlySet<string>,
): readonly string[] {
  const gone = oathStep(outcome)?.gone ?? 0;
  const absent = item.tokenIds.filter((id) => deletions.has(id) || item.missingIds.includes(id)).length;
  return gone > absent ? [`event ${identity}: told ${gone} gone, but only ${absent} are`] : [];
}

function oathStep(outcome: RevocationCompleted | undefined): OathStep | undefined {
  return outcome?.steps.find((step) => step.kind === 'oath-tokens');
}

function falseClaims(
  identity: string,
  { steps }: RevocationCompleted,
  revocations: readonly TokenRevocation[],
): readonly string[] {
  const revoked = new Set(
    revocations.filter(({ result }) => result !== 'refused').map(({ tokenSha256 }) => tokenSha256),
  );
  return steps.flatMap((step) => {
    if (step.kind !== 'oauth-token' || step.status !== 'done') {
      return [];
    }
    const by = step.coveredBy ?? step.tokenSha256;
    return revoked.has(by) ? [] : [`event ${identity}: PingOne never revoked token ${by}`];
  });
}
