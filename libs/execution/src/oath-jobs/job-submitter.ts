import { randomUUID } from 'node:crypto';
import type { Log } from '#libs/observability';
import type { OathJob, Permit, PingOne, PingOneAnswer } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { STALE_MEMBERSHIP_PAUSE } from '../calls/turn-to-act.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';
import type { RevocationTraces } from '../tracing/revocation-traces.js';
import { SubmitQueue, type ReadySubmit } from './submit-queue.js';
import type { TokensInFlight } from './tokens-in-flight.js';

export interface JobSubmitterOptions {
  readonly maxTokensPerJob: number;
  /** From the write-ahead to the last moment at which the request may leave. */
  readonly writeAheadMs: number;
  /** Ends with the process: waiting for a permit ends with it. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Monotonic milliseconds. */
  readonly steady: () => number;
  readonly traces: Pick<RevocationTraces, 'ofBatch'>;
}

interface Sending {
  readonly environmentId: string;
  readonly batchId: string;
  readonly permit: Permit;
  readonly mayLeave: () => boolean;
}

/**
 * Submits revoke jobs. One waiter per queue asks the gate; its permit takes all
 * that are ready, of all lanes of the process. The write-ahead is made after the
 * permit, not before: only what is really about to be sent may be in doubt after
 * a crash, so a backlog never needs to be read back token by token.
 */
export class JobSubmitter {
  readonly #queues = new Map<string, SubmitQueue>();
  readonly #waiting = new Set<string>();

  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly inFlight: TokensInFlight,
    private readonly options: JobSubmitterOptions,
    private readonly log: Log,
  ) {}

  start(open: OpenRevocation, action: ActionOf<'submit-oath'>): void {
    const { environmentId } = open;
    const isReplay = open.priority('act').urgency === 'replay';
    // A live event that shared a job with replayed ones would wait for their permit, and read back for their count.
    const key = `${environmentId} ${action.forceUnpair} ${isReplay ? 'replayed' : 'live'}`;
    const queue = this.#queues.get(key) ?? new SubmitQueue(this.options.maxTokensPerJob, this.inFlight);
    this.#queues.set(key, queue);
    queue.add({ open, action });
    void this.serve(key, queue, environmentId);
  }

  /** Tokens have come free: groups that waited for them may go. */
  wake(): void {
    for (const [key, queue] of this.#queues) {
      const first = queue.mostUrgent();
      if (first) {
        void this.serve(key, queue, first.open.environmentId);
      }
    }
  }

  private async serve(key: string, queue: SubmitQueue, environmentId: string): Promise<void> {
    if (this.#waiting.has(key)) {
      return;
    }
    this.#waiting.add(key);
    try {
      for (let first = queue.mostUrgent(); first; first = queue.mostUrgent()) {
        const permit = await this.pingone.gate.acquire({
          operation: 'submit-oath-job',
          environmentId,
          priority: first.open.priority('act'),
          signal: this.options.signal,
        });
        const batch = permit ? takeBatch(queue, permit) : [];
        if (!permit || batch.length === 0) {
          permit?.release();
          // What is left waits for tokens in flight: `wake` comes when they are free.
          return;
        }
        void this.submit(batch, environmentId, permit);
      }
    } catch (error) {
      if (!this.options.signal.aborted) {
        this.log.error({ error: String(error) }, 'Waiting for a permit to submit a job failed.');
        this.failed(queue.takeAll());
      }
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** What an exception meets has an unknown outcome: it may have left. */
  private async submit(batch: readonly ReadySubmit[], environmentId: string, permit: Permit): Promise<void> {
    let ready = batch;
    try {
      const batchId = batch.length === 1 && batch[0] ? batch[0].open.id : randomUUID();
      const { now, steady, writeAheadMs } = this.options;
      // For whoever takes over, and for this process: a clock that is set back must not let a request leave late.
      const notAfter = now() + writeAheadMs;
      const leaveBy = steady() + writeAheadMs;
      const announced = await Promise.all(
        batch.map(async (submit) => {
          const fact = { step: submit.action.step, kind: 'oath-submitting', batchId, notAfter } as const;
          return (await this.progress.announce(submit.open, fact)) ? submit : undefined;
        }),
      );
      const durable = announced.filter((submit) => submit !== undefined);
      const mayGo = ({ open }: ReadySubmit): boolean => open.lane.mayAct() && steady() < leaveBy;
      ready = durable.filter(mayGo);
      for (const submit of batch.filter((one) => !ready.includes(one))) {
        this.putBack(submit, durable.includes(submit));
      }
      if (ready.length > 0) {
        const mayLeave = (): boolean => ready.every(mayGo);
        this.tell(ready, await this.send(ready, { environmentId, batchId, permit, mayLeave }));
      }
    } catch (error) {
      const revocationIds = ready.map(({ open }) => open.id);
      this.log.error({ revocationIds, error: String(error) }, 'Submitting a job failed.');
      this.failed(ready);
    } finally {
      permit.release();
    }
  }

  private failed(submits: readonly ReadySubmit[]): void {
    for (const { open, action } of submits) {
      this.progress.failed(open, action.step);
    }
  }

  private async send(
    batch: readonly ReadySubmit[],
    { environmentId, batchId, permit, mayLeave }: Sending,
  ): Promise<PingOneAnswer<OathJob>> {
    const request = this.pingone.submitOathJob(permit, {
      environmentId,
      mayLeave,
      tokenIds: batch.flatMap(({ action }) => action.group.tokenIds),
      forceUnpair: batch[0]?.action.forceUnpair ?? false,
      transactionId: batchId,
    });
    const ids = batch.map(({ open }) => open.id);
    const call = this.options.traces.ofBatch(batchId, ids, request);
    const [answer] = await Promise.all([call, ...batch.map(({ open }) => open.awaited(call))]);
    return answer;
  }

  private tell(batch: readonly ReadySubmit[], answer: PingOneAnswer<OathJob>): void {
    const jobTotal = batch.reduce((sum, { action }) => sum + action.group.tokenIds.length, 0);
    const fact = this.factOf(answer, jobTotal);
    for (const submit of batch) {
      if (fact) {
        this.progress.record(submit.open, { step: submit.action.step, ...fact });
      } else {
        this.putBack(submit, true);
      }
    }
  }

  /** Undefined where it was certainly not submitted. */
  private factOf(answer: PingOneAnswer<OathJob>, jobTotal: number): OathTokensFact | undefined {
    switch (answer.kind) {
      case 'ok': {
        const jobId = answer.value.id;
        const evidence = toEvidence({ ...answer.evidence, jobId });
        return { kind: 'oath-submitted', jobId, jobTotal, at: this.options.now(), evidence };
      }
      case 'wait':
      case 'withdrawn':
        return undefined;
      case 'rejected':
        return {
          kind: 'oath-submit-rejected',
          failure: toFailure('request-rejected', answer),
          evidence: toEvidence(answer.evidence),
        };
      case 'unknown-outcome':
        return { kind: 'oath-submit-unknown' };
    }
  }

  /** Certainly not submitted: ready again, at the end of the queue. */
  private putBack({ open, action }: ReadySubmit, wasDurable: boolean): void {
    if (!wasDurable) {
      return;
    }
    const again = (): void => this.progress.record(open, { step: action.step, kind: 'oath-not-submitted' });
    if (open.lane.mayAct() || open.isStopping) {
      again();
    } else {
      setTimeout(again, STALE_MEMBERSHIP_PAUSE).unref();
    }
  }
}

/** What cannot be taken out of the queue must not keep the permit either. */
function takeBatch(queue: SubmitQueue, permit: Permit): readonly ReadySubmit[] {
  try {
    return queue.takeBatch();
  } catch (error) {
    permit.release();
    throw error;
  }
}

type OathTokensFact = Fact extends infer F
  ? F extends { kind: `oath-${string}` }
    ? Omit<F, 'step'>
    : never
  : never;
