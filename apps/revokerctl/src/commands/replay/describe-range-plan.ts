import type { ReplayMode } from '#libs/lanes';
import type { PlannedReplay } from '#libs/operations';
import { count, duration, grouped, place } from '../../cli/format.js';
import { type CallEstimate, type Span, totalOf } from './call-forecast.js';
import type { ChosenRange } from './choose-ranges.js';

interface RangePlan extends Omit<PlannedReplay<unknown>, 'costs'> {
  /** Undefined where the settings do not say how the service plans. */
  readonly calls: CallEstimate | undefined;
}

export interface DescribedPlan {
  readonly mode: ReplayMode;
  readonly everything?: true;
  readonly ranges: readonly ChosenRange[];
  readonly plan: RangePlan;
  /** Requests of PingOne that a replay may use in a second at most; undefined where that is not known. */
  readonly perSecond: number | undefined;
  readonly commands: number;
}

export function describeRangePlan({
  mode,
  everything,
  ranges,
  plan,
  perSecond,
}: DescribedPlan): readonly string[] {
  const { counts, carriedOut, calls } = plan;
  return [
    ...ranges.map(
      (range) => `${place({ ...range, offset: range.from })} up to ${range.until}${goneOf(range)}`,
    ),
    '',
    `  ${grouped(counts.events)} events = ${[
      `${grouped(counts.unknown)} not known to the ledger`,
      `${grouped(counts.settled)} settled`,
      `${grouped(counts.open)} open`,
      `${grouped(counts.repeats)} repeats`,
      `${grouped(counts.undecodable)} that are no events`,
      ...(counts.waiting > 0 ? [`${grouped(counts.waiting)} that are yet to be read in their turn`] : []),
    ].join(' + ')}`,
    `  ${whatWillBe(mode, plan)}`,
    ...(carriedOut === 0 || mode === 'republish' ? [] : [`  ${whatIsLeft(everything)}`]),
    ...(carriedOut === 0 ? [] : describeCalls(calls, perSecond)),
    '',
  ];
}

function goneOf({ gone }: ChosenRange): string {
  if (gone === 'unknown') {
    return '; retention has removed what was before, there may have been more';
  }
  return gone > 0n
    ? `; retention has removed ${grouped(gone)} offsets before that: those events can only be published again by their source`
    : '';
}

function whatWillBe(mode: ReplayMode, { counts, carriedOut, republished }: RangePlan): string {
  switch (mode) {
    case 'missing':
      return carriedOut === 0
        ? `Nothing will be carried out: all its events${counts.waiting > 0 ? ' that were read in their turn' : ''} are known.`
        : `${count(carriedOut, 'event')} will be carried out, what is known is skipped.`;
    case 'republish':
      return `${count(republished, 'outcome')} will be published again as they were, ${count(carriedOut, 'event')} carried out.`;
    case 'again':
      return `${count(carriedOut, 'event')} will be carried out; of those that were settled, as the next revision.`;
  }
}

function whatIsLeft(everything: true | undefined): string {
  return everything
    ? 'All that is there now will be ended, also what is newer than the events: people who have come back lose it.'
    : 'A replay comes late: what is newer than its event will be left, and the outcome says so.';
}

const NAMES: Readonly<Record<keyof CallEstimate, string>> = {
  lookups: 'to look users and tokens up',
  jobs: 'OATH jobs',
  polls: 'polls of them',
  readBacks: 'to read tokens back',
  tokenRevocations: 'token revocations',
  sessions: 'to end sessions',
};

function describeCalls(calls: CallEstimate | undefined, perSecond: number | undefined): readonly string[] {
  if (!calls || perSecond === undefined) {
    return ['  How many calls of PingOne that takes is not known: PINGONE_ENVIRONMENT_ID is not set.'];
  }
  const total = totalOf(calls);
  const parts = (Object.keys(NAMES) as (keyof CallEstimate)[])
    .filter((name) => calls[name].most !== 0)
    .map((name) => `${spanOf(calls[name])} ${NAMES[name]}`);
  const least = duration((total.least / perSecond) * 1_000);
  const most = total.most === undefined ? '' : ` to ${duration((total.most / perSecond) * 1_000)}`;
  return [
    `  PingOne: ${spanOf(total)} calls (${parts.join(', ')})`,
    `  ${least}${most}${total.most === undefined ? ' or more' : ''} at ${perSecond} requests a second, if live work leaves all of them.`,
  ];
}

function spanOf({ least, most }: Span): string {
  if (most === undefined) {
    return `${grouped(least)} or more`;
  }
  return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}
