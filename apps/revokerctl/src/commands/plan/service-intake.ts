import { randomBytes } from 'node:crypto';
import { RevocationIntake, OutcomePublisher, TokenSealer } from '#libs/execution';
import { createMetrics, silentLog } from '#libs/observability';
import { MAX_TOKENS_PER_EVENT } from '#libs/operations';
import { Secret } from '#libs/redaction';
import type { RevocationPolicy } from '#libs/revocation';
import type { PolicySetup } from '../../settings/policy-setup.js';

/** The intake of the service, with nothing behind it: it plans, and nothing is carried out. */
export function serviceIntake(setup: PolicySetup, now: () => number): RevocationIntake {
  // Whichever key it is, what is sealed with it is thrown away.
  const keys = setup.hasSealingKey ? [new Secret(randomBytes(32).toString('base64'))] : [];
  return new RevocationIntake({
    policy: policyOf(setup),
    sealer: new TokenSealer(keys),
    publisher: new OutcomePublisher({ topic: 'none', metrics: createMetrics(), log: silentLog, now }),
    topicDeadLetter: 'none',
    maxTokensPerEvent: MAX_TOKENS_PER_EVENT,
    maxEventAgeMs: setup.maxEventAgeMs,
    log: silentLog,
    now,
  });
}

function policyOf(setup: PolicySetup): RevocationPolicy {
  return {
    defaultEnvironmentId: setup.environmentId,
    environmentIds: setup.environments,
    maxTokensPerJob: setup.maxTokensPerJob,
    verify: setup.verify,
    userSessions: setup.revokeUserSessions ? 'end' : 'leave',
    lateEventMs: setup.lateEventMs,
    clockToleranceMs: setup.clockToleranceMs,
    tokenOwners: setup.oathTokenIndex ? 'check' : 'trust',
    identifyUsers: setup.guards.protectedUsers.areListedById ? 'first' : 'as-needed',
    // Of what happens after the plan; it is no part of it.
    jobDeadlineMs: Infinity,
    inDoubtGraceMs: 0,
    maxSubmitsPerGroup: 1,
    credentialsDeadlineMs: Infinity,
    tokenFallback: 'none',
  };
}
