import { setTimeout as pause } from 'node:timers/promises';
import type { EvidenceItem } from '#libs/contracts';
import type { OathJob, PingOneAnswer } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { retryPause, spend } from '../calls/call-with-retry.js';
import { toEvidence } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf, FactAbout } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { PollSchedule } from './poll-schedule.js';

interface Watcher {
  readonly step: number;
  readonly resolve: (fact: Fact) => void;
  readonly reject: (error: unknown) => void;
}

interface WatchedJob {
  readonly jobId: string;
  readonly environmentId: string;
  /** Both by the monotonic clock of this process. */
  readonly submittedAt: number;
  readonly deadline: number;
  readonly watchers: Map<ActiveRevocation, Watcher>;
}

interface Poll {
  readonly answer: PingOneAnswer<OathJob>;
  /** When it left, monotonic milliseconds. */
  readonly askedAt: number;
}

type JobEnd = FactAbout<'oath-job'>;

/** Polls jobs to their end: one poll serves all the events of a job. */
export class JobPoller implements ActionExecutor<'poll-oath'> {
  readonly #jobs = new Map<string, WatchedJob>();
  readonly #schedules = new Map<string, PollSchedule>();

  constructor(
    private readonly context: Pick<
      ExecutorContext,
      'pingone' | 'notFoundGraceMs' | 'signal' | 'now' | 'steady' | 'random'
    >,
  ) {}

  execute(open: ActiveRevocation, action: ActionOf<'poll-oath'>): Promise<Fact> {
    return new Promise((resolve, reject) => {
      const { jobId, step } = action;
      const known = this.#jobs.get(jobId);
      const job = known ?? {
        jobId,
        environmentId: open.environmentId,
        ...this.#times(action),
        watchers: new Map(),
      };
      job.watchers.set(open, { step, resolve, reject });
      if (!known) {
        this.#jobs.set(jobId, job);
        void this.#watch(job);
      }
    });
  }

  /**
   * The ledger holds times of the wall clock, perhaps of another machine. They are read once: a clock that is set
   * back or forward later makes no job overdue, and puts no poll off.
   */
  #times({ submittedAt, deadline }: ActionOf<'poll-oath'>): Pick<WatchedJob, 'submittedAt' | 'deadline'> {
    const { now, steady } = this.context;
    const age = Math.min(Math.max(now() - submittedAt, 0), deadline - submittedAt);
    const submitted = steady() - age;
    return { submittedAt: submitted, deadline: submitted + deadline - submittedAt };
  }

  async #watch(job: WatchedJob): Promise<void> {
    try {
      const end = await this.#untilItsEnd(job);
      if (end) {
        this.#jobs.delete(job.jobId);
        job.watchers.forEach(({ step, resolve }) => resolve({ step, ...end }));
      }
    } catch (error) {
      this.#jobs.delete(job.jobId);
      if (!this.context.signal.aborted) {
        job.watchers.forEach(({ reject }) => reject(error));
      }
    }
  }

  async #untilItsEnd(job: WatchedJob): Promise<JobEnd | undefined> {
    const { signal, steady } = this.context;
    const schedule = this.#schedule(job.environmentId);
    for (let attempt = 0; ; attempt++) {
      const due = attempt === 0 ? job.submittedAt + schedule.delay(0) - steady() : schedule.delay(attempt);
      const dueAt = steady() + Math.max(due, 0);
      await pause(Math.max(due, 0), undefined, { signal });
      const poll = await this.#poll(job);
      if (!poll) {
        return undefined;
      }
      const end = this.#endIn(poll.answer, job);
      if (end) {
        if (end.kind === 'oath-job-done' || end.kind === 'oath-job-failed') {
          schedule.learn(attempt, steady() - job.submittedAt, poll.askedAt - dueAt);
        }
        return end;
      }
    }
  }

  /** One answer that says something; undefined when nobody is left who wants it. */
  async #poll(job: WatchedJob): Promise<Poll | undefined> {
    for (let waits = 0; ; waits++) {
      await retryPause(waits, this.context.signal);
      const asker = mostUrgent(job);
      if (!asker) {
        // Now, so that whoever comes next starts anew instead of joining what is about to end.
        this.#jobs.delete(job.jobId);
        return undefined;
      }
      const { jobId, environmentId } = job;
      const { pingone } = this.context;
      const permit = await pingone.gate.acquire({
        operation: 'read-oath-job',
        environmentId,
        priority: asker.priority('ask'),
        signal: this.context.signal,
      });
      if (!permit) {
        continue;
      }
      const askedAt = this.context.steady();
      const request = { ...asker.call, jobId };
      const answer = await spend(permit, (one) => pingone.call('read-oath-job', one, request));
      if (answer.kind !== 'wait') {
        return { answer, askedAt };
      }
    }
  }

  /** The deadline counts only against an answer of PingOne: an outage never makes a job overdue (P4). */
  #endIn(answer: PingOneAnswer<OathJob>, job: WatchedJob): JobEnd | undefined {
    const { now, steady, notFoundGraceMs } = this.context;
    if (answer.kind === 'ok' && (answer.value.status === 'DONE' || answer.value.status === 'FAILED')) {
      return endOf(answer.value, toEvidence(answer.evidence));
    }
    if (answer.kind === 'rejected' && steady() >= job.submittedAt + notFoundGraceMs) {
      return { kind: 'oath-job-lost', at: now() };
    }
    return steady() >= job.deadline ? { kind: 'oath-job-overdue' } : undefined;
  }

  #schedule(environmentId: string): PollSchedule {
    const schedule = this.#schedules.get(environmentId) ?? new PollSchedule(this.context.random);
    this.#schedules.set(environmentId, schedule);
    return schedule;
  }
}

function endOf({ status, revoked, reason }: OathJob, evidence: EvidenceItem): JobEnd {
  if (status !== 'FAILED') {
    return { kind: 'oath-job-done', revoked, evidence };
  }
  const message = reason ?? 'PingOne gave no reason.';
  const failure = { code: 'job-failed', message, retryable: true } as const;
  return { kind: 'oath-job-failed', revoked, failure, evidence };
}

function mostUrgent(job: WatchedJob): ActiveRevocation | undefined {
  let best: ActiveRevocation | undefined;
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
function rankOf(open: ActiveRevocation): number {
  return ['session', 'user', 'replay'].indexOf(open.priority('ask').urgency);
}
