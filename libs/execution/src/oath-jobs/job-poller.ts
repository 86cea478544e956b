import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#libs/observability';
import type { OathJob, PingOne, PingOneAnswer } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { pace, spend } from '../calls/ask.js';
import { toEvidence } from '../evidence.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';
import { PollSchedule } from './poll-schedule.js';

export interface JobPollerOptions {
  /** A 404 this soon after the submit is eventual consistency, later a lost job. Milliseconds. */
  readonly notFoundGraceMs: number;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Monotonic milliseconds. */
  readonly steady: () => number;
  readonly random: () => number;
}

interface WatchedJob {
  readonly jobId: string;
  readonly environmentId: string;
  /** Both by the monotonic clock of this process. */
  readonly submittedAt: number;
  readonly deadline: number;
  readonly watchers: Map<OpenRevocation, number>;
}

interface Poll {
  readonly answer: PingOneAnswer<OathJob>;
  /** When it left, monotonic milliseconds. */
  readonly askedAt: number;
}

type JobEnd =
  | {
      readonly kind: 'ended';
      readonly job: OathJob;
      readonly answer: PingOneAnswer<OathJob> & { kind: 'ok' };
    }
  | { readonly kind: 'lost' }
  | { readonly kind: 'overdue' };

type JobFact = Fact extends infer F
  ? F extends { kind: `oath-job-${string}` }
    ? Omit<F, 'step'>
    : never
  : never;

/** Polls jobs to their end: one poll serves all the events of a job. */
export class JobPoller {
  readonly #jobs = new Map<string, WatchedJob>();
  readonly #schedules = new Map<string, PollSchedule>();

  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Pick<Progress, 'record' | 'failed'>,
    private readonly options: JobPollerOptions,
    private readonly log: Log,
  ) {}

  start(open: OpenRevocation, action: ActionOf<'poll-oath'>): void {
    const { jobId } = action;
    const { environmentId } = open;
    const known = this.#jobs.get(jobId);
    if (known) {
      known.watchers.set(open, action.step);
      return;
    }
    const job = { jobId, environmentId, ...this.times(action), watchers: new Map([[open, action.step]]) };
    this.#jobs.set(jobId, job);
    void this.watch(job);
  }

  /**
   * The ledger holds times of the wall clock, perhaps of another machine. They are read once: a clock that is set
   * back or forward later makes no job overdue, and puts no poll off.
   */
  private times({
    submittedAt,
    deadline,
  }: ActionOf<'poll-oath'>): Pick<WatchedJob, 'submittedAt' | 'deadline'> {
    const { now, steady } = this.options;
    const age = Math.min(Math.max(now() - submittedAt, 0), deadline - submittedAt);
    const submitted = steady() - age;
    return { submittedAt: submitted, deadline: submitted + deadline - submittedAt };
  }

  private async watch(job: WatchedJob): Promise<void> {
    try {
      const end = await this.untilItsEnd(job);
      if (end) {
        this.#jobs.delete(job.jobId);
        this.tell(job, end);
      }
    } catch (error) {
      this.#jobs.delete(job.jobId);
      if (!this.options.signal.aborted) {
        this.log.error({ jobId: job.jobId, error: String(error) }, 'Polling a job failed.');
        job.watchers.forEach((step, open) => this.progress.failed(open, step));
      }
    }
  }

  private async untilItsEnd(job: WatchedJob): Promise<JobEnd | undefined> {
    const { signal, steady } = this.options;
    const schedule = this.schedule(job.environmentId);
    for (let attempt = 0; ; attempt++) {
      const due = attempt === 0 ? job.submittedAt + schedule.delay(0) - steady() : schedule.delay(attempt);
      const dueAt = steady() + Math.max(due, 0);
      await pause(Math.max(due, 0), undefined, { signal });
      const poll = await this.poll(job);
      if (!poll) {
        return undefined;
      }
      const end = this.endIn(poll.answer, job);
      if (end) {
        if (end.kind === 'ended') {
          schedule.learn(attempt, steady() - job.submittedAt, poll.askedAt - dueAt);
        }
        return end;
      }
    }
  }

  /** One answer that says something; undefined when nobody is left who wants it. */
  private async poll(job: WatchedJob): Promise<Poll | undefined> {
    for (let waits = 0; ; waits++) {
      await pace(waits, this.options.signal);
      const asker = mostUrgent(job);
      if (!asker) {
        // Now, so that whoever comes next starts anew instead of joining what is about to end.
        this.#jobs.delete(job.jobId);
        return undefined;
      }
      const { jobId, environmentId } = job;
      const permit = await this.pingone.gate.acquire({
        operation: 'read-oath-job',
        environmentId,
        priority: asker.priority('ask'),
        signal: this.options.signal,
      });
      if (!permit) {
        continue;
      }
      const askedAt = this.options.steady();
      const request = { environmentId, jobId, transactionId: asker.id };
      const answer = await spend(permit, (one) => this.pingone.readOathJob(one, request));
      if (answer.kind !== 'wait') {
        return { answer, askedAt };
      }
    }
  }

  /** The deadline counts only against an answer of PingOne: an outage never makes a job overdue (P4). */
  private endIn(answer: PingOneAnswer<OathJob>, job: WatchedJob): JobEnd | undefined {
    const { steady, notFoundGraceMs } = this.options;
    if (answer.kind === 'ok' && (answer.value.status === 'DONE' || answer.value.status === 'FAILED')) {
      return { kind: 'ended', job: answer.value, answer };
    }
    if (answer.kind === 'rejected' && steady() >= job.submittedAt + notFoundGraceMs) {
      return { kind: 'lost' };
    }
    return steady() >= job.deadline ? { kind: 'overdue' } : undefined;
  }

  private tell(job: WatchedJob, end: JobEnd): void {
    const fact = this.factOf(end);
    for (const [open, step] of job.watchers) {
      this.progress.record(open, { step, ...fact });
    }
  }

  private factOf(end: JobEnd): JobFact {
    switch (end.kind) {
      case 'lost':
        return { kind: 'oath-job-lost', at: this.options.now() };
      case 'overdue':
        return { kind: 'oath-job-overdue' };
      case 'ended': {
        const evidence = toEvidence(end.answer.evidence);
        const { status, revoked, reason } = end.job;
        if (status !== 'FAILED') {
          return { kind: 'oath-job-done', revoked, evidence };
        }
        const message = reason ?? 'PingOne gave no reason.';
        const failure = { code: 'job-failed', message, retryable: true } as const;
        return { kind: 'oath-job-failed', revoked, failure, evidence };
      }
    }
  }

  private schedule(environmentId: string): PollSchedule {
    const schedule = this.#schedules.get(environmentId) ?? new PollSchedule(this.options.random);
    this.#schedules.set(environmentId, schedule);
    return schedule;
  }
}

function mostUrgent(job: WatchedJob): OpenRevocation | undefined {
  let best: OpenRevocation | undefined;
  for (const open of job.watchers.keys()) {
    if (open.isStopping) {
      job.watchers.delete(open);
    } else if (!best || rankOf(open) < rankOf(best)) {
      best = open;
    }
  }
  return best;
}

/** The lower, the more urgent. */
function rankOf(open: OpenRevocation): number {
  return ['session', 'user', 'replay'].indexOf(open.priority('ask').urgency);
}
