import { randomUUID } from 'node:crypto';
import type { OathJob, Permit, PingOneAnswer } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { STALE_MEMBERSHIP_PAUSE } from '../calls/fresh-membership.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf, FactAbout } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { SubmitQueue, type ReadySubmit } from './submit-queue.js';

/** A group that waits for its job, and who waits for what became of it. */
interface Submit extends ReadySubmit {
  readonly resolve: (fact: Fact) => void;
  readonly reject: (error: unknown) => void;
}

interface Sending {
  readonly environmentId: string;
  readonly batchId: string;
  readonly permit: Permit;
  readonly canSend: () => boolean;
}

/**
 * Submits revoke jobs. One waiter per queue asks the gate; its permit takes all
 * that are ready, of all lanes of the process. The write-ahead is made after the
 * permit, not before: only what is really about to be sent may be in doubt after
 * a crash, so a backlog never needs to be read back token by token.
 */
export class JobSubmitter implements ActionExecutor<'submit-oath'> {
  readonly #queues = new Map<string, SubmitQueue<Submit>>();
  readonly #waiting = new Set<string>();

  constructor(
    private readonly context: Pick<
      ExecutorContext,
      'pingone' | 'policy' | 'writer' | 'inFlight' | 'writeAheadMs' | 'signal' | 'now' | 'steady' | 'traces'
    >,
  ) {
    // Groups that waited for tokens in another job may go.
    context.inFlight.onReleased(() => this.#wake());
  }

  execute(open: ActiveRevocation, action: ActionOf<'submit-oath'>): Promise<Fact> {
    return new Promise((resolve, reject) => {
      const { policy, inFlight } = this.context;
      const { environmentId } = open;
      const isReplay = open.priority('act').urgency === 'replay';
      // A live event that shared a job with replayed ones would wait for their permit, and read back for their count.
      const key = `${environmentId} ${action.forceUnpair} ${isReplay ? 'replayed' : 'live'}`;
      const queue = this.#queues.get(key) ?? new SubmitQueue<Submit>(policy.maxTokensPerJob, inFlight);
      this.#queues.set(key, queue);
      queue.add({ open, action, resolve, reject });
      void this.#serve(key, queue, environmentId);
    });
  }

  #wake(): void {
    for (const [key, queue] of this.#queues) {
      const first = queue.mostUrgent();
      if (first) {
        void this.#serve(key, queue, first.open.environmentId);
      }
    }
  }

  async #serve(key: string, queue: SubmitQueue<Submit>, environmentId: string): Promise<void> {
    if (this.#waiting.has(key)) {
      return;
    }
    this.#waiting.add(key);
    const { pingone, signal } = this.context;
    try {
      for (let first = queue.mostUrgent(); first; first = queue.mostUrgent()) {
        const permit = await pingone.gate.acquire({
          operation: 'submit-oath-job',
          environmentId,
          priority: first.open.priority('act'),
          signal,
        });
        const batch = permit ? takeBatch(queue, permit) : [];
        if (!permit || batch.length === 0) {
          permit?.release();
          // What is left waits for tokens in flight: it is served when they are free.
          return;
        }
        void this.#submit(batch, environmentId, permit);
      }
    } catch (error) {
      if (!signal.aborted) {
        queue.takeAll().forEach(({ reject }) => reject(error));
      }
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** What an exception meets has an unknown outcome: it may have left. */
  async #submit(batch: readonly Submit[], environmentId: string, permit: Permit): Promise<void> {
    let ready = batch;
    try {
      const batchId = batch.length === 1 && batch[0] ? batch[0].open.id : randomUUID();
      const { writer, now, steady, writeAheadMs } = this.context;
      // For whoever takes over, and for this process: a clock that is set back must not let a request leave late.
      const notAfter = now() + writeAheadMs;
      const leaveBy = steady() + writeAheadMs;
      const announced = await Promise.all(
        batch.map(async (submit) => {
          const fact = { step: submit.action.step, kind: 'oath-submitting', batchId, notAfter } as const;
          return (await writer.announce(submit.open, fact)) ? submit : undefined;
        }),
      );
      const durable = announced.filter((submit) => submit !== undefined);
      const mayGo = ({ open }: ReadySubmit): boolean => open.lane.mayAct() && steady() < leaveBy;
      ready = durable.filter(mayGo);
      for (const submit of durable.filter((one) => !ready.includes(one))) {
        putBack(submit);
      }
      if (ready.length > 0) {
        const canSend = (): boolean => ready.every(mayGo);
        this.#tell(ready, await this.#send(ready, { environmentId, batchId, permit, canSend }));
      }
    } catch (error) {
      ready.forEach(({ reject }) => reject(error));
    } finally {
      permit.release();
    }
  }

  async #send(
    batch: readonly ReadySubmit[],
    { environmentId, batchId, permit, canSend }: Sending,
  ): Promise<PingOneAnswer<OathJob>> {
    const { pingone, traces } = this.context;
    const request = pingone.call('submit-oath-job', permit, {
      environmentId,
      canSend,
      tokenIds: batch.flatMap(({ action }) => action.group.tokenIds),
      forceUnpair: batch[0]?.action.forceUnpair ?? false,
      transactionId: batchId,
    });
    const ids = batch.map(({ open }) => open.id);
    const call = traces.ofBatch(batchId, ids, request);
    const [answer] = await Promise.all([call, ...batch.map(({ open }) => open.awaited(call))]);
    return answer;
  }

  #tell(batch: readonly Submit[], answer: PingOneAnswer<OathJob>): void {
    const jobTotal = batch.reduce((sum, { action }) => sum + action.group.tokenIds.length, 0);
    const fact = this.#factOf(answer, jobTotal);
    for (const submit of batch) {
      if (fact) {
        submit.resolve({ step: submit.action.step, ...fact });
      } else {
        putBack(submit);
      }
    }
  }

  /** Undefined where it was certainly not submitted. */
  #factOf(answer: PingOneAnswer<OathJob>, jobTotal: number): FactAbout<'oath'> | undefined {
    switch (answer.kind) {
      case 'ok': {
        const jobId = answer.value.id;
        const evidence = toEvidence({ ...answer.evidence, jobId });
        return { kind: 'oath-submitted', jobId, jobTotal, at: this.context.now(), evidence };
      }
      case 'wait':
      case 'not-sent':
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
}

/** Certainly not submitted: ready again, at the end of the queue. */
function putBack({ open, action, resolve }: Submit): void {
  const again = (): void => resolve({ step: action.step, kind: 'oath-not-submitted' });
  if (open.lane.mayAct() || open.isStopping) {
    again();
  } else {
    setTimeout(again, STALE_MEMBERSHIP_PAUSE).unref();
  }
}

/** What cannot be taken out of the queue must not keep the permit either. */
function takeBatch(queue: SubmitQueue<Submit>, permit: Permit): readonly Submit[] {
  try {
    return queue.takeBatch();
  } catch (error) {
    permit.release();
    throw error;
  }
}
