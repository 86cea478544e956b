import type { RevocationCompleted } from '#libs/contracts';
import type { Answer } from '../src/stream/answer.js';

const KEY = 'k-1';
const AT = '2026-01-01T00:00:00.000Z';

/** An outcome of three OATH tokens that one job has revoked. */
export function anOutcome(overrides: Partial<RevocationCompleted> = {}): RevocationCompleted {
  return {
    revocationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    revision: 1,
    eventId: 'e-1',
    eventSource: '/hr/people',
    eventType: 'user.deprovisioned',
    environmentId: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
    status: 'completed',
    requested: 3,
    revoked: 3,
    remaining: 0,
    steps: [
      {
        kind: 'oath-tokens',
        status: 'done',
        requested: 3,
        revoked: 3,
        gone: 3,
        remaining: 0,
        jobIds: ['job-1'],
        forceUnpair: true,
      },
    ],
    evidence: [],
    receivedAt: AT,
    completedAt: AT,
    exposureMs: 812,
    origin: { topic: 'user.deprovisioned', partition: 0, offset: '0' },
    ...overrides,
  };
}

export function anAnswer(overrides: Partial<RevocationCompleted> = {}): Answer {
  return { kind: 'outcome', key: KEY, outcome: anOutcome(overrides) };
}

export function aDeadLetter(): Answer {
  const origin = { topic: 'user.deprovisioned', partition: 0, offset: 1n, timestamp: 0 };
  const letter = { code: 'not-json', message: 'The value is not JSON.', service: 'test', origin } as const;
  return { kind: 'dead-letter', key: KEY, letter };
}
