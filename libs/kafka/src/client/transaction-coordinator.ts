import { findCoordinatorRequest } from '../protocol/find-coordinator.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { TransactionError } from './transaction.errors.js';
import { isNotNow, kindOf } from './transaction.policy.js';
import { abortable, backoffMs, pause } from '#libs/async';
import { KafkaError } from './kafka.errors.js';
import type { CoordinatorFollower } from './client.port.js';

export interface CoordinatorOptions {
  readonly transactionalId: string;
  /** Whose connection to use; one per transactional id. */
  readonly purpose: string;
  /** How long "not now" is asked again. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** The markers of the transaction before are being written: a matter of milliseconds. */
const MARKERS_PAUSE_MS = 2;
const LONGEST_MARKERS_PAUSE_MS = 50;

/** The broker that keeps the state of a transactional id, wherever it is at the moment. */
export class TransactionCoordinator {
  #node: number | undefined;

  constructor(
    private readonly wire: CoordinatorFollower,
    private readonly options: CoordinatorOptions,
  ) {}

  /**
   * Asks, and asks again within the budget as long as the answer is "not now".
   * Rejects with TransactionError.
   *
   * @param refusalOf Kafka's name of the error in an answer; undefined in a good one.
   */
  async ask<Answer>(
    request: ProtocolRequest<Answer>,
    refusalOf: (answer: Answer) => string | undefined,
  ): Promise<Answer> {
    const { budgetMs, signal } = this.options;
    const deadline = performance.now() + budgetMs;
    for (let tries = 0; ; tries += 1) {
      const outcome = await this.#askOnce(request, refusalOf);
      if ('answer' in outcome) {
        return outcome.answer;
      }
      const code = outcome.refusal;
      if (!isNotNow(code)) {
        throw this.#error(kindOf(code), code, outcome.because);
      }
      if (performance.now() > deadline) {
        throw this.#error('indefinite', code, outcome.because);
      }
      await this.#beforeNext(code, tries, signal);
    }
  }

  /** What it means to the transaction that a request of it, to whomever, got no answer. */
  indefinite(error: unknown): Error {
    this.#node = undefined;
    if (error instanceof KafkaError) {
      return this.#error('indefinite', error.code, error);
    }
    return this.options.signal.aborted ? this.#error('indefinite', 'ABORTED') : (error as Error);
  }

  async #askOnce<Answer>(
    request: ProtocolRequest<Answer>,
    refusalOf: (answer: Answer) => string | undefined,
  ): Promise<{ readonly answer: Answer } | { readonly refusal: string; readonly because?: KafkaError }> {
    const { purpose, signal } = this.options;
    try {
      signal.throwIfAborted();
      const node = (this.#node ??= await abortable(this.#find(), signal));
      const answer = await abortable(this.wire.ask(node, purpose, request), signal);
      const refusal = refusalOf(answer);
      return refusal === undefined ? { answer } : { refusal };
    } catch (error) {
      if (error instanceof KafkaError && error.code !== 'NO_ANSWER') {
        return { refusal: error.code, because: error }; // nothing was sent
      }
      throw this.indefinite(error);
    }
  }

  /** Only a question: without an answer nothing was done. */
  async #find(): Promise<number> {
    const { transactionalId } = this.options;
    const request = findCoordinatorRequest('transaction', transactionalId);
    const answer = await this.wire.askAny(request, 'questions').catch((error: unknown) => {
      const isUnanswered = error instanceof KafkaError && error.code === 'NO_ANSWER';
      throw isUnanswered ? new KafkaError('UNREACHABLE', error.message) : error;
    });
    if (answer.kind === 'found') {
      return answer.nodeId;
    }
    throw new KafkaError(
      answer.error,
      `Kafka names no coordinator for "${transactionalId}": ${answer.error}`,
    );
  }

  async #beforeNext(refusal: string, tries: number, signal: AbortSignal): Promise<void> {
    if (refusal === 'CONCURRENT_TRANSACTIONS') {
      await pause(Math.min(MARKERS_PAUSE_MS * (tries + 1), LONGEST_MARKERS_PAUSE_MS), signal);
      return;
    }
    this.#node = undefined;
    await this.wire.refresh();
    await pause(backoffMs(tries, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), signal);
  }

  #error(kind: TransactionError['kind'], code: string, because?: KafkaError): TransactionError {
    const why = because === undefined ? code : because.message;
    const message = `The transaction of "${this.options.transactionalId}" failed: ${why}`;
    return new TransactionError(kind, code, message, undefined, because?.topic);
  }
}
