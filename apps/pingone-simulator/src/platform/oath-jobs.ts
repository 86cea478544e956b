import type { JobFate } from '../behaviour/job-fate.js';

export type JobStatus = 'PENDING' | 'DONE' | 'FAILED';

export interface JobRequest {
  readonly async: boolean;
  readonly forceUnpair: boolean;
  /** Distinct. */
  readonly tokenIds: readonly string[];
}

export interface OathJob extends JobRequest {
  readonly id: string;
  readonly environmentId: string;
  readonly clientId: string;
  readonly transactionId?: string;
  readonly submittedAt: number;
  readonly fates: readonly JobFate[];
  status: JobStatus;
  revoked: number;
  reason?: string;
  finishedAt?: number;
  polls: number;
}

type FateOf<Name extends JobFate['fate']> = Extract<JobFate, { fate: Name }>;

/** The last rule that said something of the kind wins. */
export function fateOf<Name extends JobFate['fate']>(
  job: Pick<OathJob, 'fates'>,
  name: Name,
): FateOf<Name> | undefined {
  return job.fates.findLast((fate): fate is FateOf<Name> => fate.fate === name);
}

/** What a poll shows. `poll` counts from 1. */
export type JobView = { readonly kind: 'hidden' } | { readonly kind: 'job'; readonly status: string };

export function viewOf(job: OathJob, poll: number, hiddenPolls: number): JobView {
  if (fateOf(job, 'lost') !== undefined || poll <= Math.max(hiddenPolls, fateOf(job, 'hidden')?.polls ?? 0)) {
    return { kind: 'hidden' };
  }
  const unknown = fateOf(job, 'unknown-status');
  return {
    kind: 'job',
    status: unknown !== undefined && poll <= unknown.polls ? unknown.status : job.status,
  };
}
