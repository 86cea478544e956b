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
