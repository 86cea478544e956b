import type { Failure } from '#libs/contracts';
import type { RevocationPolicy } from '../policy.js';
import { add, attribute } from './attribute.js';
import type { OathTokensFact } from './oath-tokens-facts.js';
import type { OathTokensStep, OathPhase, ReadBackReason, TokenGroup } from './oath-tokens-step.js';

/** The only place that moves an OATH step. A fact that does not fit the phase (an answer that came too late) changes nothing. */
export function evolveOathTokens(
  step: OathTokensStep,
  fact: OathTokensFact,
  policy: RevocationPolicy,
): OathTokensStep {
  const { phase } = step;
  switch (fact.kind) {
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
      return { ...step, phase: polling, jobIds: [...step.jobIds, jobId] };
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
      return phase.at === 'polling' ? jobDone(step, phase, fact.revoked) : step;
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

function jobDone(
  step: OathTokensStep,
  phase: OathPhase & { at: 'polling' },
  revoked: number | null,
): OathTokensStep {
  const { group, jobTotal } = phase;
  if (revoked !== jobTotal) {
    return readBack(step, group, { kind: 'short-count', revoked: revoked ?? 0, jobTotal });
  }
  const size = group.tokenIds.length;
  return next({ ...step, ...add(step, size, 'job'), gone: step.gone + size });
}

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
    ...attribute(step, group, because, gone),
    gone: step.gone + gone,
    unknown: step.unknown + unknown,
    ...(unknown > 0 && !step.failure ? { failure: UNREADABLE } : {}),
  };
  if (stillThere.length === 0) {
    return next(counted);
  }
  const again = regroup(stillThere, group, because, policy);
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

type Regrouped =
  | { readonly kind: 'again'; readonly groups: readonly TokenGroup[] }
  | { readonly kind: 'give-up'; readonly failure: Failure };

/** What is still there is submitted again: narrower where the job failed, so that one bad id costs only itself. */
function regroup(
  tokenIds: readonly string[],
  group: TokenGroup,
  because: ReadBackReason,
  policy: RevocationPolicy,
): Regrouped {
  const attempts = group.attempts + 1;
  const spent = attempts >= policy.maxSubmitsPerGroup;
  switch (because.kind) {
    case 'short-count':
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
            'PingOne took the job and later did not know it; the tokens are still there.',
            true,
          )
        : again({ ...group, tokenIds, attempts, inDoubt: true });
    case 'deadline-exceeded':
      return giveUp('job-deadline-exceeded', 'The job did not end before its deadline.', true);
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

function next(step: OathTokensStep): OathTokensStep {
  const [group, ...waiting] = step.waiting;
  return group ? { ...step, waiting, phase: { at: 'ready', group } } : { ...step, phase: { at: 'settled' } };
}
