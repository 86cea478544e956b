import type { RevocationPolicy } from '#libs/revocation';
import type { Settings } from '../settings/index.js';

/** A lost submit may take effect this long after its request could have left at the latest. */
const IN_DOUBT_GRACE_MS = 5_000;
const MAX_SUBMITS_PER_GROUP = 2;
/** Long enough for an operator to mend a rotated secret, short enough for somebody to hear of it. */
const CREDENTIALS_DEADLINE_MS = 15 * 60_000;

export function revocationPolicy({ pingone, jobs, policy }: Settings): RevocationPolicy {
  return {
    defaultEnvironmentId: pingone.environmentId,
    environmentIds: pingone.environments,
    maxTokensPerJob: jobs.maxTokensPerJob,
    jobDeadlineMs: jobs.deadlineMs,
    inDoubtGraceMs: pingone.requestTimeoutMs + IN_DOUBT_GRACE_MS,
    maxSubmitsPerGroup: MAX_SUBMITS_PER_GROUP,
    credentialsDeadlineMs: CREDENTIALS_DEADLINE_MS,
    verify: policy.verify,
    userSessions: policy.revokeUserSessions ? 'end' : 'leave',
    tokenOwners: policy.oathTokenIndex ? 'check' : 'trust',
  };
}
