import { isObject } from '../http/json.js';
import type { OathJob, ReadOathJob, SubmitOathJob } from '../operations.js';
import type { ApiRequest, ReadableAnswer, Value } from './descriptor.js';

/** PingOne: "Revoke multiple OATH tokens". A plain `application/json` is another resource's request. */
const REVOKE_JOB = 'application/vnd.pingidentity.job.oathtokens.revoke+json';

export function submitOathJob({ tokenIds, forceUnpair }: SubmitOathJob): ApiRequest<OathJob> {
  return {
    method: 'POST',
    path: 'oathJobs',
    body: { type: REVOKE_JOB, json: { type: 'REVOKE_OATH_TOKENS', async: true, forceUnpair, tokenIds } },
    parts: tokenIds,
    read: readJob,
  };
}

/** By id, never by `_links.self`: that points to `/jobs/{id}`, which is not documented to answer. */
export function readOathJob({ jobId }: ReadOathJob): ApiRequest<OathJob> {
  return {
    method: 'GET',
    path: `oathJobs/${encodeURIComponent(jobId)}`,
    read: (answer) => {
      const job = readJob(answer);
      return job?.jobId === jobId ? job : undefined;
    },
  };
}

function readJob({ status, json, clean }: ReadableAnswer): Value<OathJob> | undefined {
  if (status >= 300 || !isObject(json) || !isId(json['id']) || typeof json['status'] !== 'string') {
    return undefined;
  }
  const result = isObject(json['result']) ? json['result'] : {};
  const revoked = result['revoked'];
  const job: OathJob = {
    id: json['id'],
    status: toStatus(json['status']),
    revoked: Number.isSafeInteger(revoked) && (revoked as number) >= 0 ? (revoked as number) : null,
    ...(typeof json['reason'] === 'string' && { reason: clean(json['reason']) }),
  };
  return { value: job, jobId: job.id };
}

/** A status that PingOne does not document is no end: the caller goes on polling until its deadline. */
function toStatus(status: string): OathJob['status'] {
  switch (status) {
    case 'PENDING':
    case 'DONE':
    case 'FAILED':
      return status;
    default:
      return 'RUNNING';
  }
}

/** It becomes a part of URLs, entries and outcomes. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}
