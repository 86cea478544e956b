import type { RevocationPolicy } from '#libs/revocation';
import type { Settings } from '../settings/index.js';

/** A lost submit may take effect this long after its request could have left at the latest. */
const IN_DOUBT_GRACE_MS = 5_000;
const MAX_SUBMITS_PER_GROUP = 2;

export function revocationPolicy({ pingone, jobs, policy, guards }: Settings): RevocationPolicy {
  return {
    defaultEnvironmentId: pingone.environmentId,
    environmentIds: pingone.environments,
    maxTokensPerJob: jobs.maxTokensPerJob,
    jobDeadlineMs: jobs.deadlineMs,
    inDoubtGraceMs: pingone.requestTimeoutMs + IN_DOUBT_GRACE_MS,
    maxSubmitsPerGroup: MAX_SUBMITS_PER_GROUP,
    lateEventMs: policy.lateEventMs,
    clockToleranceMs: policy.clockToleranceMs,
    credentialsDeadlineMs: pingone.credentialsDeadlineMs,
    verify: policy.verify,
    userSessions: policy.revokeUserSessions ? 'end' : 'leave',
    tokenFallback: policy.endSessionsOfUnrevocableTokens ? 'end-session' : 'none',
    identifyUsers: guards.protectedUsers.areListedById ? 'first' : 'as-needed',
    tokenOwners: policy.oathTokenIndex ? 'check' : 'trust',
  };
}

/**
 * How long what is settled is remembered. An event is taken by its publisher's clock and
 * the reader's, and forgotten by the clock that wrote the ledger: what one still takes
 * must be known to the other.
 */
export function memoryMs({ lanes, policy }: Pick<Settings, 'lanes' | 'policy'>): number {
  return lanes.ledgerRetentionMs + policy.clockToleranceMs;
}
