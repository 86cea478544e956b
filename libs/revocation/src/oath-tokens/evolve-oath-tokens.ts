import type { Failure } from '#libs/contracts';
import type { RevocationPolicy } from '../policy.js';
import { sortOut } from '../left.js';
import { leftBecause, type Circumstances } from '../newer-than.js';
import { add, attribute } from './attribute.js';
import { groupsOf, regroup } from './regroup.js';
import type { OathTokensFact } from './oath-tokens-facts.js';
import type { OathTokensStep, OathPhase, ReadBackReason, TokenGroup } from './oath-tokens-step.js';

/** The only place that moves an OATH step. A fact that does not fit the phase (an answer that came too late) changes nothing. */
export function evolveOathTokens(
  step: OathTokensStep,
  fact: OathTokensFact,
  policy: RevocationPolicy,
  circumstances: Circumstances,
): OathTokensStep {
  const { phase } = step;
  switch (fact.kind) {
    case 'oath-tokens-found':
      return phase.at === 'finding' ? found({ ...step, phase }, fact, policy, circumstances) : step;
    case 'oath-tokens-not-found':
      return phase.at === 'finding' ? { ...step, failure: fact.failure, phase: { at: 'settled' } } : step;
    case 'oath-submitting':
      return phase.at === 'ready'
        ? {
            ...step,
            phase: { at: 'submitting', group: phase.group, batchId: fact.batchId, notAfter: fact.notAfter },
          }
        : step;
    case 'oath-not-submitted':
      return phase.at === 'submitting' ? { ...step, phase: { at: 'ready', group: phase.group } } : step;
    case 'oath-submitted': {
      if (phase.at !== 'submitting') {
        return step;
      }
      const { jobId, jobTotal, at: submittedAt } = fact;
      const deadline = submittedAt + policy.jobDeadlineMs;
      const polling: OathPhase = {
        at: 'polling',
        group: phase.group,
        jobId,
        jobTotal,
        submittedAt,
        deadline,
      };
      return { ...step, phase: polling, jobIds: step.jobIds.concat(jobId) };
    }
    case 'oath-submit-unknown':
      return phase.at === 'submitting'
        ? readBack(step, phase.group, {
            kind: 'submit-unknown',
            notBefore: phase.notAfter + policy.inDoubtGraceMs,
          })
        : step;
    case 'oath-submit-rejected':
      return phase.at === 'submitting'
        ? readBack(step, phase.group, { kind: 'request-rejected', failure: fact.failure })
        : step;
    case 'oath-job-done':
      return phase.at === 'polling' ? jobDone(step, phase, fact.revoked, policy) : step;
    case 'oath-job-failed':
      return phase.at === 'polling'
        ? readBack(step, phase.group, {
            kind: 'job-failed',
            revoked: fact.revoked,
            jobTotal: phase.jobTotal,
            failure: fact.failure,
          })
        : step;
    case 'oath-job-lost':
      return phase.at === 'polling'
        ? readBack(step, phase.group, { kind: 'job-lost', notBefore: fact.at + policy.inDoubtGraceMs })
        : step;
    case 'oath-job-overdue':
      return phase.at === 'polling' ? readBack(step, phase.group, { kind: 'deadline-exceeded' }) : step;
    case 'oath-read-back':
      return phase.at === 'reading-back' ? afterReadBack(step, phase, fact, policy) : step;
  }
}

function readBack(step: OathTokensStep, group: TokenGroup, because: ReadBackReason): OathTokensStep {
  return { ...step, phase: { at: 'reading-back', group, because } };
}

/** What was found becomes the step's tokens. Those that the event names are taken whatever their age. */
function found(
  step: OathTokensStep & { readonly phase: { readonly at: 'finding' } },
  fact: OathTokensFact & { kind: 'oath-tokens-found' },
  policy: RevocationPolicy,
  circumstances: Circumstances,
): OathTokensStep {
  const isNamed = step.phase.search.by !== 'user';
  const { due, left } = sortOut(fact.tokens, ({ createdAt }) =>
    isNamed ? undefined : leftBecause(circumstances, createdAt, policy),
  );
  const tokenIds = due.map(({ id }) => id);
  const shown = due.some(({ onlyNamed }) => onlyNamed) ? 'unseen' : 'seen';
  return next({
    ...step,
    ...(fact.missing > 0 ? add(step, 0, 'read-back') : {}),
    requested: fact.tokens.length + fact.foreign + fact.missing,
    gone: fact.missing,
    remaining: fact.foreign + (left?.count ?? 0),
    ...(left && { left }),
    ...(fact.foreign > 0 ? { failure: OF_ANOTHER_USER } : {}),
    waiting: groupsOf(tokenIds, policy.maxTokensPerJob, shown),
  });
}

const OF_ANOTHER_USER: Failure = {
  code: 'token-of-another-user',
  message: 'The event names OATH tokens that are paired with another user; they were left alone.',
  retryable: false,
};

function jobDone(
  step: OathTokensStep,
  phase: OathPhase & { at: 'polling' },
  revoked: number | null,
  policy: RevocationPolicy,
): OathTokensStep {
  const { group, jobTotal } = phase;
  const size = group.tokenIds.length;
  if (revoked === jobTotal) {
    return policy.verify === 'always'
      ? readBack(step, group, { kind: 'verification' })
      : next({ ...step, ...add(step, size, 'job'), gone: step.gone + size });
  }
  return policy.verify === 'never'
    ? unverified(step, group, revoked, jobTotal)
    : readBack(step, group, { kind: 'short-count', revoked, jobTotal });
}

/** A short count that policy forbids to look into: what PingOne counted is gone, the rest is unknown. A count beyond what was asked for says nothing. */
function unverified(
  step: OathTokensStep,
  group: TokenGroup,
  revoked: number | null,
  jobTotal: number,
): OathTokensStep {
  const size = group.tokenIds.length;
  const isOurs = revoked !== null && (revoked === 0 || (jobTotal === size && revoked <= size));
  const known = isOurs ? revoked : null;
  const gone = known ?? 0;
  return next({
    ...step,
    ...add(step, known, 'job', revoked === null || revoked > jobTotal ? 'no-count' : 'not-attributable'),
    gone: step.gone + gone,
    unknown: step.unknown + size - gone,
    failure: step.failure ?? UNVERIFIED,
  });
}

const UNVERIFIED: Failure = {
  code: 'outcome-unknown',
  message:
    'PingOne did not count as many tokens as were asked for, and policy (VERIFY) does not read them back.',
  retryable: true,
};

function afterReadBack(
  step: OathTokensStep,
  { group, because }: OathPhase & { at: 'reading-back' },
  read: OathTokensFact & { kind: 'oath-read-back' },
  policy: RevocationPolicy,
): OathTokensStep {
  const stillThere = group.tokenIds.filter((id) => read.present.includes(id));
  const unknown = group.tokenIds.filter((id) => read.unreadable.includes(id)).length;
  const gone = group.tokenIds.length - stillThere.length - unknown;
  const counted: OathTokensStep = {
    ...step,
    ...attribute(step, group, because, { gone, jobGone: read.jobGone }),
    gone: step.gone + gone,
    unknown: step.unknown + unknown,
    readBack: { at: read.at, gone: (step.readBack?.gone ?? 0) + gone },
    ...(unknown > 0 && !step.failure ? { failure: UNREADABLE } : {}),
  };
  if (stillThere.length === 0) {
    return next(counted);
  }
  const again = regroup(group, because, { stillThere, gone, jobGone: read.jobGone }, policy);
  return again.kind === 'again'
    ? next({ ...counted, waiting: [...again.groups, ...step.waiting] })
    : next({
        ...counted,
        remaining: step.remaining + stillThere.length,
        failure: counted.failure ?? again.failure,
      });
}

const UNREADABLE: Failure = {
  code: 'outcome-unknown',
  message: 'PingOne would not say whether the tokens still exist.',
  retryable: true,
};

function next(step: OathTokensStep): OathTokensStep {
  const [group, ...waiting] = step.waiting;
  return group ? { ...step, waiting, phase: { at: 'ready', group } } : { ...step, phase: { at: 'settled' } };
}
