import { abortable, retry, RetryPolicy, type RetryOptions } from '#libs/async';
import { findCoordinatorRequest } from '../protocol/find-coordinator.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { askAgain } from '../client/ask-again.js';
import type { CoordinatorFollower } from '../client/client.port.js';
import { KafkaError } from '../client/kafka.errors.js';
import { kindOf, TransactionError } from './transaction.errors.js';

export interface CoordinatorOptions {
  readonly transactionalId: string;
  /** Whose connection to use; one per transactional id. */
  readonly purpose: string;
  /** How long "not now" is asked again. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

const AGAIN = new RetryPolicy({ firstMs: 10, mostMs: 200 });
/** The markers of the transaction before are being written: a matter of milliseconds. */
const MARKERS_PAUSE_MS = 2;
const LONGEST_MARKERS_PAUSE_MS = 50;

/** The broker that keeps the state of a transactional id, wherever it is at the moment. */
export class TransactionCoordinator {
  readonly #again: RetryPolicy;
  readonly #options: RetryOptions;
  #node: number | undefined;

  constructor(
    private readonly client: CoordinatorFollower,
    private readonly options: CoordinatorOptions,
  ) {
    this.#again = AGAIN.withBudget(options.budgetMs);
    this.#options = askAgain(client, {
      asks: 'change',
      signal: options.signal,
      onMoved: () => (this.#node = undefined),
      pauseMs: (error, tries) =>
        (error as KafkaError).code === 'CONCURRENT_TRANSACTIONS'
          ? Math.min(MARKERS_PAUSE_MS * (tries + 1), LONGEST_MARKERS_PAUSE_MS)
          : undefined,
    });
  }

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
    try {
      return await retry(this.#again, () => this.#askOnce(request, refusalOf), this.#options);
    } catch (error) {
      // "Not now" until the end of the budget is no answer either.
      throw error instanceof KafkaError && error.retriable === 'never'
        ? this.#error(kindOf(error.code), error)
        : this.indefinite(error);
    }
  }

  /** What it means to the transaction that one of its requests got no answer. */
  indefinite(error: unknown): Error {
    this.#node = undefined;
    if (error instanceof KafkaError) {
      return this.#error('indefinite', error);
    }
    const { signal } = this.options;
    return signal.aborted
      ? this.#error('indefinite', new KafkaError('ABORTED', 'ABORTED'))
      : (error as Error);
  }

  async #askOnce<Answer>(
    request: ProtocolRequest<Answer>,
    refusalOf: (answer: Answer) => string | undefined,
  ): Promise<Answer> {
    const { purpose, signal } = this.options;
    const node = (this.#node ??= await abortable(this.#find(), signal));
    const answer = await abortable(this.client.ask(node, purpose, request), signal);
    const refusal = refusalOf(answer);
    if (refusal !== undefined) {
      throw new KafkaError(refusal, refusal);
    }
    return answer;
  }

  /** Only a question: without an answer nothing was done. */
  async #find(): Promise<number> {
    const { transactionalId } = this.options;
    const request = findCoordinatorRequest('transaction', transactionalId);
    const answer = await this.client.askAny(request, 'questions').catch((error: unknown) => {
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

  #error(kind: TransactionError['kind'], { code, message, topic }: KafkaError): TransactionError {
    const sentence = `The transaction of "${this.options.transactionalId}" failed: ${message}`;
    return new TransactionError(kind, code, sentence, undefined, topic);
  }
}
