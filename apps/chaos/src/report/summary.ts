import { brokenPromises } from '../check/broken-promises.js';
import type { Inspection } from '../check/inspect.js';
import type { SubmitFindings } from '../check/submits.js';
import { longestPause } from '../testbed/pauses.js';
import { quantile } from '../check/quantile.js';
import { SESSION_TIMEOUT_MS } from '../testbed/service-settings.js';
import type { ChaosOptions } from '../chaos-options.js';
import type { FaultName } from '../faults/fault.js';
import type { Instance } from '../testbed/instance.js';
import type { Strained } from '../run/strain.js';
import type { StrikeReport } from '../run/tracks.js';

export interface ChaosReport {
  readonly seed: number;
  /** Runs the same again. */
  readonly command: string;
  readonly verdict: 'kept' | 'broken';
  /** Empty where every promise was kept and every fault has landed. */
  readonly problems: readonly string[];
  readonly consumed: number;
  readonly outcomes: number;
  readonly deadLetters: number;
  readonly ignored: number;
  /** Answers to what had been answered before its ledger lost data. */
  readonly again: number;
  /** Events that a fault took away before they were read, and the service said so. */
  readonly takenAway: number;
  /** What the service should have said and did not: of events taken away, of access that is alive. */
  readonly unmentioned: number;
  readonly missing: number;
  readonly repeated: number;
  readonly wrong: number;
  readonly wrongCounts: number;
  readonly falseClaims: number;
  readonly submittedTwice: Omit<SubmitFindings, 'blind'> & { readonly blind: number };
  readonly inferredTwice: readonly string[];
  readonly largestOpen: number;
  readonly largestRssMb: number;
  readonly longestSilenceMs: number;
  /** When it began. */
  readonly longestSilenceAt: string;
  readonly requests: number;
  readonly settledAfterMs: number;
  readonly faults: readonly FaultSummary[];
  readonly strikes: readonly StrikeReport[];
  /** What instances said at level error or without a level, and how often. */
  readonly errors: Readonly<Record<string, number>>;
  /** Why lanes were dropped, and how often. */
  readonly laneDrops: Readonly<Record<string, number>>;
}

export interface FaultSummary {
  readonly fault: FaultName;
  readonly tried: number;
  readonly landed: number;
  /** How long it took until the last of a victim's lanes worked elsewhere. */
  readonly medianTakeoverMs?: number;
  readonly longestTakeoverMs?: number;
  /** The longest time that subscribers heard nothing of a lane that moved. */
  readonly longestPauseMs?: number;
}

/** "Work goes on elsewhere": after so long, at the latest. */
const LONGEST_TAKEOVER_MS: Partial<Readonly<Record<FaultName, number>>> = {
  kill: SESSION_TIMEOUT_MS + 3_000,
  terminate: 2_000,
};

interface Findings extends Strained, Inspection {
  readonly options: ChaosOptions;
  readonly instances: readonly Instance[];
  /** How those ended that were still there. */
  readonly ends: readonly { readonly name: string; readonly end: number | NodeJS.Signals }[];
}

/** All findings in one, and whether they are as they must be. */
export function summarise(findings: Findings): ChaosReport {
  const { options, account, counts, submits, gauges, strikes, silence } = findings;
  const faults = options.faults.map((fault) => summaryOf(fault, findings));
  const problems = problemsIn(findings, faults);
  const { blind, ...twice } = submits;
  return {
    seed: options.seed,
    command: commandOf(options),
    verdict: problems.length === 0 ? 'kept' : 'broken',
    problems,
    consumed: account.consumed,
    outcomes: account.outcomes,
    deadLetters: account.deadLetters,
    ignored: account.ignored,
    again: account.again,
    takenAway: account.takenAway,
    unmentioned: account.unsaid.length + findings.unmentioned.length,
    missing: account.missing.length,
    repeated: account.repeated.length,
    wrong: account.wrong.length,
    wrongCounts: counts.wrongCounts.length,
    falseClaims: counts.falseClaims.length,
    submittedTwice: { ...twice, blind: blind.length },
    inferredTwice: counts.inferredTwice,
    largestOpen: gauges.largestOpen,
    largestRssMb: gauges.largestMb(),
    longestSilenceMs: silence.longestMs,
    longestSilenceAt: new Date(silence.since).toISOString(),
    requests: findings.requests,
    settledAfterMs: findings.settledMs,
    faults,
    strikes,
    errors: tally(findings.instances, ({ level, message }) =>
      level === 'error' || level === 'fatal' || level === 'raw' ? message : undefined,
    ),
    laneDrops: tally(findings.instances, ({ message, reason }) =>
      message.startsWith('The journal failed') ? (reason ?? 'unknown') : undefined,
    ),
  };
}

function problemsIn(findings: Findings, faults: readonly FaultSummary[]): readonly string[] {
  const { options, differences, strikes, end, instances, ends } = findings;
  const { consumed, outcomes, deadLetters, ignored, again, takenAway } = findings.account;
  const open = consumed - (outcomes + deadLetters - again) - ignored - takenAway;
  return [
    ...(end === 'stuck'
      ? ['the service got stuck: nothing was published for long, and not all is answered']
      : []),
    ...(open === 0 ? [] : [`consumed - outcomes - dead letters - ignored - taken away is ${open}`]),
    ...brokenPromises(findings),
    ...differences,
    ...strikes.flatMap(({ fault, broken = [] }) => broken.map((what) => `${fault}: ${what}`)),
    ...faults.filter(({ landed }) => landed === 0).map(({ fault }) => `${fault} never landed`),
    ...(options.takeovers === 'bounded' ? faults.flatMap(lateTakeover) : []),
    ...instances
      .filter(({ state, isEndExpected }) => state === 'gone' && !isEndExpected)
      .map(({ name }) => `${name} ended by itself`),
    ...ends.filter((one) => one.end !== 0).map((one) => `${one.name} ended with ${one.end} after SIGTERM`),
  ];
}

function lateTakeover({ fault, longestTakeoverMs = 0 }: FaultSummary): readonly string[] {
  const longest = LONGEST_TAKEOVER_MS[fault];
  return longest !== undefined && longestTakeoverMs > longest
    ? [
        `${fault}: a lane worked elsewhere after ${longestTakeoverMs} ms, and ${longest} ms is the most it may take`,
      ]
    : [];
}

function summaryOf(fault: FaultName, { strikes, outcomesAt }: Findings): FaultSummary {
  const tried = strikes.filter((strike) => strike.fault === fault);
  const landed = tried.filter((strike) => strike.landed);
  const takeovers = landed.flatMap(({ facts }) =>
    typeof facts['takeoverMs'] === 'number' ? [facts['takeoverMs']] : [],
  );
  const pause = longestPause(
    landed.flatMap(({ moves = [] }) => moves),
    outcomesAt,
  );
  return {
    fault,
    tried: tried.length,
    landed: landed.length,
    ...(takeovers.length > 0 && {
      medianTakeoverMs: quantile(takeovers, 0.5),
      longestTakeoverMs: Math.max(...takeovers),
    }),
    ...(pause !== undefined && { longestPauseMs: pause }),
  };
}

function tally(
  instances: readonly Instance[],
  nameOf: (line: Instance['log']['lines'][number]) => string | undefined,
): Readonly<Record<string, number>> {
  const names = instances.flatMap(({ log }) => log.update().flatMap((line) => nameOf(line) ?? []));
  const groups = [...Map.groupBy(names, (name) => name)];
  return Object.fromEntries(groups.map(([name, all]) => [name, all.length]));
}

function commandOf({
  seed,
  minutes,
  events,
  faults,
  processes,
  brokers,
  lanes,
  takeovers,
}: ChaosOptions): string {
  const flags = [
    `--seed ${seed} --minutes ${minutes} --events ${events} --processes ${processes} --brokers ${brokers}`,
    `--lanes ${lanes} --faults ${faults.join()}${takeovers === 'bounded' ? ' --bound-takeovers' : ''}`,
  ];
  return `npm run chaos -- ${flags.join(' ')}`;
}
