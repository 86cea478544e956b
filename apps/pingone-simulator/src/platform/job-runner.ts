import { randomUUID } from 'node:crypto';
import { drawDelay } from '../behaviour/delay.js';
import type { JobFate } from '../behaviour/job-fate.js';
import type { Settings } from '../behaviour/settings.js';
import type { Random } from '../support/random.js';
import type { Timers } from '../time/timers.js';
import type { Environment } from './environment.js';
import { judgeJob } from './job-verdict.js';
import { fateOf, type JobRequest, type OathJob } from './oath-jobs.js';

export interface Submission {
  readonly request: JobRequest;
  readonly clientId: string;
  readonly transactionId: string | undefined;
  readonly fates: readonly JobFate[];
}

/** Ends jobs when their time has come. */
export class JobRunner {
  readonly #stuck = new Set<() => void>();

  constructor(
    private readonly timers: Timers,
    private readonly settings: () => Settings,
    private readonly random: Random,
    private readonly clock: () => number,
  ) {}

  submit(environment: Environment, { request, clientId, transactionId, fates }: Submission): OathJob {
    const job: OathJob = {
      ...request,
      id: randomUUID(),
      environmentId: environment.id,
      clientId,
      ...(transactionId === undefined ? {} : { transactionId }),
      submittedAt: this.clock(),
      fates,
      status: 'PENDING',
      revoked: 0,
      polls: 0,
    };
    environment.oathJobs.set(job.id, job);
    const finish = (): void => this.#finish(environment, job);
    if (fateOf(job, 'stuck') === undefined) {
      this.timers.after(
        drawDelay(fateOf(job, 'slow')?.durationMs ?? this.settings().jobDurationMs, this.random),
        finish,
      );
    } else {
      this.#stuck.add(finish);
    }
    return job;
  }

  /** Lets the stuck jobs end. @returns how many there were. */
  release(): number {
    const jobs = [...this.#stuck];
    this.#stuck.clear();
    jobs.forEach((finish) => finish());
    return jobs.length;
  }

  #finish(environment: Environment, job: OathJob): void {
    const settings = this.settings();
    const verdict = judgeJob(job, (id) => environment.oathTokens.get(id), settings);
    const { transactionId } = job;
    const shown = { forMs: settings.deletedTokensShownMs, reads: settings.deletedTokensShownReads };
    for (const tokenId of verdict.revoke) {
      environment.deleteOathToken(tokenId, { kind: 'job', jobId: job.id }, { transactionId, shown });
    }
    job.status = verdict.status;
    job.revoked = verdict.revoke.length;
    job.finishedAt = this.clock();
    if (verdict.reason !== undefined) {
      job.reason = verdict.reason;
    }
  }
}
