import type { CountUnknownBecause } from '#libs/contracts';
import type { OathTokensStep, ReadBackReason, TokenGroup } from './oath-tokens-step.js';

type Counted = Pick<OathTokensStep, 'revoked' | 'countedBy' | 'countUnknownBecause'>;

interface Found {
  /** Of the group. */
  readonly gone: number;
  /** Of the whole job; undefined unless all its tokens were read. */
  readonly jobGone: number | undefined;
}

interface CountedJob {
  readonly revoked: number | null;
  readonly jobTotal: number;
}

/**
 * Of `gone` tokens of a group that were read back and found gone, how many may be
 * called revoked by us? (P3: never twice, never "nothing" when an earlier attempt
 * of ours did it, and what cannot be known is said to be unknown or inferred.)
 */
export function attribute(
  step: Counted,
  group: TokenGroup,
  because: ReadBackReason,
  { gone, jobGone }: Found,
): Counted {
  if (gone === 0) {
    return step;
  }
  if (group.inDoubt || isUnanswered(because)) {
    return likely(step, gone, group);
  }
  switch (because.kind) {
    case 'verification':
      // PingOne's own full count, which reading back confirms.
      return add(step, gone, 'job');
    case 'request-rejected':
      // Nothing was done, so they were gone before.
      return add(step, 0, 'read-back');
    case 'short-count':
    case 'job-failed':
      return byCount(step, because, group, { gone, jobGone });
    case 'submit-unknown':
    case 'job-lost':
    case 'deadline-exceeded':
      return likely(step, gone, group);
  }
}

/**
 * No answer of PingOne counted them. Gone after a submit of ours, they were most
 * likely ours, if they were there at all: of what PingOne never showed, nothing is claimed.
 */
function likely(step: Counted, gone: number, { seen, inDoubt }: TokenGroup): Counted {
  // Only what was read back and still there is submitted again as in doubt.
  const existed = seen === true || inDoubt;
  return existed ? add(step, gone, 'inferred') : add(step, null, 'inferred', 'answer-lost');
}

/**
 * What a job's own count says about this group. Of a shared job it says something
 * where as many tokens are gone, over all its events, as it revoked: what it
 * revoked is gone, so these are the same tokens, and the group's are among them.
 */
function byCount(
  step: Counted,
  { revoked, jobTotal }: CountedJob,
  group: TokenGroup,
  { gone, jobGone }: Found,
): Counted {
  if (revoked === 0) {
    return add(step, 0, 'read-back');
  }
  if (revoked === null || revoked > jobTotal) {
    return add(step, null, 'read-back', 'no-count'); // More than the job was given is no count.
  }
  if (jobTotal > group.tokenIds.length) {
    return jobGone === revoked
      ? add(step, gone, 'read-back')
      : add(step, null, 'read-back', 'not-attributable');
  }
  // More counted than gone: PingOne still shows some of what it deleted, and does not say which.
  if (revoked > gone) {
    return group.seen === true
      ? add(step, gone, 'inferred')
      : add(step, null, 'read-back', 'not-attributable');
  }
  return add(step, revoked, 'read-back');
}

function isUnanswered(because: ReadBackReason): boolean {
  return (
    because.kind === 'submit-unknown' || because.kind === 'job-lost' || because.kind === 'deadline-exceeded'
  );
}

const STRENGTH = { job: 0, 'read-back': 1, inferred: 2 } as const;

/** Adds to the count; the weakest way of counting names the whole, and an unknown stays unknown, by its first reason. */
export function add(
  step: Counted,
  revoked: number | null,
  by: OathTokensStep['countedBy'],
  because?: CountUnknownBecause,
): Counted {
  const reason = step.countUnknownBecause ?? (revoked === null ? because : undefined);
  return {
    revoked: step.revoked === null || revoked === null ? null : step.revoked + revoked,
    countedBy: STRENGTH[by] > STRENGTH[step.countedBy] ? by : step.countedBy,
    ...(reason === undefined ? {} : { countUnknownBecause: reason }),
  };
}

/**
 * What the outcome says of the count. "Nothing" is said only where nothing is
 * gone, and nothing may be: a lane does not know what another lane, or an earlier
 * event, has done, and never says "nothing revoked" of what one of ours revoked.
 */
export function claimOf({
  requested,
  remaining,
  revoked,
  countUnknownBecause,
}: OathTokensStep): Pick<Counted, 'revoked' | 'countUnknownBecause'> {
  if (revoked === 0 && requested !== null && requested > remaining) {
    return { revoked: null, countUnknownBecause: 'gone-before' };
  }
  return revoked === null && countUnknownBecause !== undefined
    ? { revoked, countUnknownBecause }
    : { revoked };
}
