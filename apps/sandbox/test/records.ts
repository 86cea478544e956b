import { createHash } from 'node:crypto';
import type { Deletion, EndedSession, TokenRevocation } from '#libs/testbed';
import type { PingOneRecords } from '../src/check/check-records.js';
import { anOutcome } from './answers.js';

const AT = { at: '2026-01-01T00:00:00.000Z', environmentId: 'env' } as const;

/** What PingOne has on record: nothing but this. */
export function recordsOf(records: Partial<PingOneRecords> = {}): PingOneRecords {
  return { deletions: [], revocations: [], endedSessions: [], ...records };
}

export function aDeletion(tokenId: string, jobId = 'job-1'): Deletion {
  return { ...AT, tokenId, serialNumber: '1', by: { kind: 'job', jobId } };
}

export function aRevocation(token: string, result: TokenRevocation['result']): TokenRevocation {
  return {
    ...AT,
    clientId: 'app',
    tokenSha256: createHash('sha256').update(token).digest('hex'),
    result,
    revokedAccessTokens: 1,
    revokedRefreshTokens: 0,
    correlationId: 'c',
  };
}

/** By the request of the outcome of these tests, unless it says whose else. */
export function anEnd(sessionId: string, transactionId = anOutcome().revocationId): EndedSession {
  return { ...AT, sessionId, userId: 'u-1', by: 'deleted', transactionId };
}
