import type { OathTokensStep, ReadBackReason, TokenGroup } from './oath-tokens-step.js';

type Counted = Pick<OathTokensStep, 'revoked' | 'countedBy'>;

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
    return add(step, gone, 'inferred');
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
      return add(step, gone, 'inferred');
  }
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
    return add(step, null, 'read-back'); // More than the job was given is no count.
  }
  if (jobTotal > group.tokenIds.length) {
    return add(step, jobGone === revoked ? gone : null, 'read-back');
  }
  // More counted than gone: PingOne still shows some of what it deleted, and does not say which.
  return revoked > gone ? add(step, gone, 'inferred') : add(step, revoked, 'read-back');
}

function isUnanswered(because: ReadBackReason): boolean {
  return (
    because.kind === 'submit-unknown' || because.kind === 'job-lost' || because.kind === 'deadline-exceeded'
  );
}

const STRENGTH = { job: 0, 'read-back': 1, inferred: 2 } as const;

/** Adds to the count; the weakest way of counting names the whole, and an unknown stays unknown. */
export function add(step: Counted, revoked: number | null, by: OathTokensStep['countedBy']): Counted {
  return {
    revoked: step.revoked === null || revoked === null ? null : step.revoked + revoked,
    countedBy: STRENGTH[by] > STRENGTH[step.countedBy] ? by : step.countedBy,
  };
}
