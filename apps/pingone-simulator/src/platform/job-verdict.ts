import type { Settings } from '../behaviour/settings.js';
import { fateOf, type OathJob } from './oath-jobs.js';
import type { OathToken } from './oath-tokens.js';

/** How a job ends: what it deletes, and what it says. */
export interface JobVerdict {
  readonly status: 'DONE' | 'FAILED';
  readonly reason?: string;
  readonly revoke: readonly string[];
}

type Look = (tokenId: string) => OathToken | undefined;

function failure(reason: string, revoke: readonly string[] = []): JobVerdict {
  return { status: 'FAILED', reason, revoke };
}

/** Decided when the job ends, by what is there then. */
export function judgeJob(job: OathJob, look: Look, settings: Settings): JobVerdict {
  const unknown = job.tokenIds.filter((id) => look(id) === undefined);
  if (unknown.length > 0 && settings.unknownTokenIds === 'fail-job') {
    return failure(`${unknown.length} of the token ids do not exist, the first is ${unknown[0] ?? ''}.`);
  }
  const paired = job.forceUnpair ? [] : job.tokenIds.filter((id) => look(id)?.pairing !== undefined);
  if (paired.length > 0 && settings.pairedWithoutForceUnpair === 'fail-job') {
    return failure(`${paired.length} of the tokens are paired, the first is ${paired[0] ?? ''}.`);
  }
  const untouched = new Set([...unknown, ...paired]);
  const revocable = job.tokenIds.filter((id) => !untouched.has(id));

  const failed = fateOf(job, 'failed');
  if (failed !== undefined) {
    return failure(failed.reason, revocable.slice(0, failed.afterRevoking ?? 0));
  }
  const lost = fateOf(job, 'lost');
  if (lost !== undefined) {
    return { status: 'DONE', revoke: revocable.slice(0, lost.afterRevoking ?? revocable.length) };
  }
  const short = fateOf(job, 'short-count');
  if (short !== undefined) {
    const { skip } = short;
    const revoke =
      typeof skip === 'number' ? revocable.slice(skip) : revocable.filter((id) => !skip.includes(id));
    return { status: 'DONE', revoke };
  }
  return { status: 'DONE', revoke: revocable };
}
