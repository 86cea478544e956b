import type { Failure } from '#libs/contracts';
import type { RevocationPolicy } from '../policy.js';
import type { ReadBackReason, TokenGroup } from './oath-tokens-step.js';

/** What reading a group back has shown. */
export interface Seen {
  readonly stillThere: readonly string[];
  readonly gone: number;
  /** Of the whole job; undefined unless all its tokens were read. */
  readonly jobGone: number | undefined;
}

export type Regrouped =
  | { readonly kind: 'again'; readonly groups: readonly TokenGroup[] }
  | { readonly kind: 'give-up'; readonly failure: Failure };

/** What is still there is submitted again: narrower where the job failed, so that one bad id costs only itself. */
export function regroup(
  before: TokenGroup,
  because: ReadBackReason,
  seen: Seen,
  policy: RevocationPolicy,
): Regrouped {
  const { stillThere: tokenIds } = seen;
  const attempts = before.attempts + 1;
  const spent = attempts >= policy.maxSubmitsPerGroup;
  const inDoubt = before.inDoubt || mayHaveBeenCounted(before, because, seen);
  const group: TokenGroup = { ...before, inDoubt, seen: true };
  switch (because.kind) {
    case 'short-count':
    case 'verification':
      return spent
        ? giveUp('tokens-remaining', 'PingOne finished the job but left tokens in place.', true)
        : again({ ...group, tokenIds, sharing: 'alone', attempts });
    case 'job-failed':
    case 'request-rejected':
      if (group.sharing === 'shared') {
        return again({ ...group, tokenIds, sharing: 'alone' });
      }
      return tokenIds.length === 1
        ? { kind: 'give-up', failure: because.failure }
        : again(...halves(tokenIds, group));
    case 'submit-unknown':
      // No limit: a submit that gets no answer is an outage, and an outage fails nothing (P4).
      return again({ ...group, tokenIds, attempts, inDoubt: true });
    case 'job-lost':
      return spent
        ? giveUp(
            'job-lost',
            'PingOne took the job and later did not say what became of it; the tokens are still there.',
            true,
          )
        : again({ ...group, tokenIds, attempts, inDoubt: true });
    case 'deadline-exceeded':
      return giveUp('job-deadline-exceeded', 'The job did not end before its deadline.', true);
  }
}

/**
 * PingOne may show for a while what it has deleted. Where it counted more
 * than is seen to be gone, and the rest is gone later, it was most likely this job,
 * whatever the next one counts (P3: "never reported as nothing revoked").
 */
function mayHaveBeenCounted(group: TokenGroup, because: ReadBackReason, { gone, jobGone }: Seen): boolean {
  switch (because.kind) {
    case 'verification':
      return true;
    case 'short-count':
    case 'job-failed': {
      const { revoked, jobTotal } = because;
      const seen = jobTotal > group.tokenIds.length ? jobGone : gone;
      return revoked !== 0 && (revoked === null || seen === undefined || revoked > seen);
    }
    case 'request-rejected':
    case 'submit-unknown':
    case 'job-lost':
    case 'deadline-exceeded':
      return false;
  }
}

function again(...groups: readonly TokenGroup[]): Regrouped {
  return { kind: 'again', groups };
}

function giveUp(code: Failure['code'], message: string, retryable: Failure['retryable']): Regrouped {
  return { kind: 'give-up', failure: { code, message, retryable } };
}

function halves(tokenIds: readonly string[], group: TokenGroup): readonly TokenGroup[] {
  const middle = Math.ceil(tokenIds.length / 2);
  return [tokenIds.slice(0, middle), tokenIds.slice(middle)].map((half) => ({ ...group, tokenIds: half }));
}

/** Tokens in groups that fit into a job each. */
export function groupsOf(
  tokenIds: readonly string[],
  size: number,
  shown: 'seen' | 'unseen' = 'unseen',
): readonly TokenGroup[] {
  const count = Math.ceil(tokenIds.length / size);
  return Array.from({ length: count }, (_, n) => ({
    tokenIds: tokenIds.slice(n * size, (n + 1) * size),
    sharing: 'shared',
    attempts: 0,
    inDoubt: false,
    ...(shown === 'seen' ? { seen: true } : {}),
  }));
}
