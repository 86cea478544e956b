import type { Failure, OutcomeStep, StepStatus } from '#libs/contracts';
import { failedBy } from '../decisions.js';
import { leftFailure, leftFields } from '../left.js';
import { claimOf } from './attribute.js';
import type { OathTokensStep } from './oath-tokens-step.js';

/** The step of OATH tokens, as the outcome shows it. */
export function oathOutcome(step: OathTokensStep): OutcomeStep {
  const { requested, gone, remaining, countedBy, jobIds, forceUnpair, readBack, left } = step;
  const failure = step.failure ?? (left && leftFailure(left));
  const base = { kind: 'oath-tokens', jobIds, forceUnpair, ...(failure ? { failure } : {}) } as const;
  if (requested === null) {
    return {
      ...base,
      status: failure ? failedBy(failure) : 'failed',
      requested,
      revoked: 0,
      gone: null,
      remaining: null,
    };
  }
  const unknown = requested - gone - remaining;
  return {
    ...base,
    status: oathStatus({ gone, remaining, unknown, left: left?.count ?? 0 }, failure),
    requested,
    ...(step.phase.at === 'settled' ? claimOf(step) : { revoked: isSent(step.phase) ? null : step.revoked }),
    gone,
    remaining,
    ...(unknown > 0 ? { unknown } : {}),
    ...leftFields(left),
    countedBy,
    ...(readBack
      ? { verified: { at: new Date(readBack.at).toISOString(), gone: readBack.gone, remaining } }
      : {}),
  };
}

function oathStatus(
  counts: {
    readonly gone: number;
    readonly remaining: number;
    readonly unknown: number;
    readonly left: number;
  },
  failure: Failure | undefined,
): StepStatus {
  if (counts.remaining === 0 && counts.unknown === 0) {
    return 'done';
  }
  const isAllButLeft = counts.left > 0 && counts.remaining === counts.left && counts.unknown === 0;
  if (counts.gone > 0 || isAllButLeft) {
    return 'partial';
  }
  return counts.remaining > 0 ? failedBy(failure) : 'unknown';
}

/** Of what was ended from outside: PingOne may have its tokens, and what comes of that is not known. */
function isSent(phase: OathTokensStep['phase']): boolean {
  switch (phase.at) {
    case 'submitting':
    case 'polling':
    case 'reading-back':
      return true;
    case 'ready':
      return phase.group.inDoubt;
    case 'finding':
    case 'settled':
      return false;
  }
}
