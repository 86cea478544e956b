import type { EvidenceItem } from '#libs/contracts';
import { planRevocation, type RevocationRequest } from '../src/plan.js';
import type { RevocationPolicy } from '../src/policy.js';
import type { Revocation } from '../src/revocation.js';

/** Object mothers: everything has a value, tests say only what matters to them. */
export const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';

export const aPolicy = (overrides: Partial<RevocationPolicy> = {}): RevocationPolicy => ({
  defaultEnvironmentId: ENVIRONMENT,
  environmentIds: [ENVIRONMENT],
  maxTokensPerJob: 100,
  jobDeadlineMs: 60_000,
  inDoubtGraceMs: 2_000,
  maxSubmitsPerGroup: 2,
  lateEventMs: 24 * 3_600_000,
  clockToleranceMs: 300_000,
  credentialsDeadlineMs: 30_000,
  verify: 'shortfall',
  userSessions: 'leave',
  tokenOwners: 'trust',
  tokenFallback: 'end-session',
  identifyUsers: 'as-needed',
  ...overrides,
});

export const aRequest = (overrides: Partial<RevocationRequest> = {}): RevocationRequest => ({
  event: {
    eventId: 'evt-1',
    eventSource: '/hr',
    eventType: 'user.deprovisioned',
    environmentId: ENVIRONMENT,
    userId: '2a9b3c53-0000-4000-8000-000000000001',
  },
  origin: { topic: 'user.deprovisioned', partition: 0, offset: '7', key: 'k' },
  oathTokenIds: [],
  serialNumbers: [],
  forceUnpair: true,
  tokens: [],
  receivedAt: 1_000,
  ...overrides,
});

export const aRevocation = (
  overrides: Partial<RevocationRequest> = {},
  policy: RevocationPolicy = aPolicy(),
): Revocation => planRevocation(aRequest(overrides), policy).open('revocation-1');

export const anEvidence = (overrides: Partial<EvidenceItem> = {}): EvidenceItem => ({
  operation: 'read-oath-job',
  at: '2026-01-01T00:00:00.000Z',
  transactionId: 'revocation-1',
  ...overrides,
});
