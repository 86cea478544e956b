import { PartitionQueue } from './partition-queue.js';
import { produce, type Refusal } from './produce.js';
import { findCoordinatorRequest } from './protocol/find-coordinator.js';
import type { ProtocolRequest } from './protocol/protocol-request.js';
import {
  addPartitionsToTxnRequest,
  endTxnRequest,
  initProducerIdRequest,
  type ProducerIdentity,
} from './protocol/transactions.js';
import type { WireMessage } from './records/record-encoder.js';
import { TransactionError } from './transaction.errors.js';
import { isNotNow, kindOf } from './transaction.policy.js';
import { abortable, backoffMs, pause } from './waiting.js';
import { WireError } from './wire.errors.js';
import type { CoordinatorFollower } from './wire.port.js';

export type { WireMessage };

/** Messages for one partition; at most one of it per partition and commit. */
export interface PartitionMessages {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly WireMessage[];
}

export interface TransactionOptions {
  /** After which the broker aborts a transaction whose owner fell silent (transaction.timeout.ms). */
  readonly timeoutMs: number;
  /** How long definite answers ("not now") are tried again, per step. */
  readonly budgetMs: number;
  /** Ends all waiting; pending calls reject with kind `indefinite`, code `ABORTED`. */
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** The markers of the transaction before are being written: a matter of milliseconds. */
const MARKERS_PAUSE_MS = 2;
const LONGEST_MARKERS_PAUSE_MS = 50;

/**
 * The transactions of one transactional id, one at a time. All methods reject
 * with TransactionError only; its kind says whether `fence` must come first.
 *
 * A definite "not now" is asked again with the same epoch and sequence numbers. An
 * indefinite error never is: a late EndTxn could end the next transaction instead
 * (Jepsen, Bufstream 0.1.0), so that only a new epoch is safe.
 */
export class Transaction {
  readonly #purpose: string;
  readonly #sequences = new Map<string, number>();
  #coordinator: number | undefined;
  #identity: ProducerIdentity | undefined;

  constructor(
    private readonly wire: CoordinatorFollower,
    private readonly transactionalId: string,
    private readonly options: TransactionOptions,
  ) {
    this.#purpose = `transactions of ${transactionalId}`;
  }

  /** Takes the transactional id from whoever holds it; their open transaction is aborted before this resolves. */
  async fence(): Promise<{ readonly producerId: string; readonly epoch: number }> {
    this.#identity = undefined;
    this.#sequences.clear();
    const request = initProducerIdRequest(this.transactionalId, this.options.timeoutMs);
    const { producerId, epoch } = await this.#step(async () => {
      const answer = await this.#askCoordinator(request);
      return answer.kind === 'error' ? { refused: answer.error } : { done: answer };
    });
    this.#identity = { transactionalId: this.transactionalId, producerId, epoch };
    return { producerId: producerId.toString(), epoch };
  }

  /**
   * Commits all or nothing. The result holds, by `${topic}/${partition}`, the offset after the last of our
   * records (the commit marker takes one more). Messages of any total size: they are split into batches.
   */
  async commit(batches: readonly PartitionMessages[]): Promise<ReadonlyMap<string, bigint>> {
    const filled = batches.filter(({ messages }) => messages.length > 0);
    if (filled.length === 0) {
      return new Map();
    }
    const identity = this.#identity;
    if (!identity) {
      throw this.#error('indefinite', 'NOT_FENCED');
    }
    try {
      return await this.#commit(identity, filled);
    } catch (error) {
      if (error instanceof TransactionError && (error.kind === 'fenced' || error.kind === 'indefinite')) {
        this.#identity = undefined;
      }
      throw error;
    }
  }

  async #commit(
    identity: ProducerIdentity,
    filled: readonly PartitionMessages[],
  ): Promise<ReadonlyMap<string, bigint>> {
    await this.#begin(identity, filled);
    const queues = filled.map(({ topic, partition, messages }) =>
      this.#queue(identity, topic, partition, messages),
    );
    const [refusal] = await this.#produce(queues);
    for (const { topic, partition, nextSequence } of queues) {
      this.#sequences.set(`${topic}/${partition}`, nextSequence);
    }
    if (refusal) {
      throw await this.#refused(identity, refusal);
    }
    await this.#end(identity, 'commit');
    return new Map(
      queues.map(({ topic, partition, endOffset }) => [`${topic}/${partition}`, endOffset ?? 0n]),
    );
  }

  async #begin(identity: ProducerIdentity, partitions: readonly PartitionMessages[]): Promise<void> {
    await this.#step(async () => {
      const errors = await this.#askCoordinator(addPartitionsToTxnRequest(identity, partitions));
      // The others of a refused request answer OPERATION_NOT_ATTEMPTED, which explains nothing.
      const telling = errors.find(({ error }) => error !== 'OPERATION_NOT_ATTEMPTED') ?? errors[0];
      return telling ? { refused: telling.error } : { done: undefined };
    });
  }

  async #end(identity: ProducerIdentity, end: 'commit' | 'abort'): Promise<void> {
    await this.#step(async () => {
      const error = await this.#askCoordinator(endTxnRequest(identity, end));
      return error === undefined ? { done: undefined } : { refused: error };
    });
  }

  async #produce(queues: readonly PartitionQueue[]): Promise<readonly Refusal[]> {
    const { budgetMs, signal } = this.options;
    try {
      return await abortable(
        produce(this.wire, queues, {
          transactionalId: this.transactionalId,
          purpose: this.#purpose,
          ackTimeoutMs: Math.ceil(this.wire.requestTimeoutMs / 2),
          budgetMs,
          signal,
          unanswered: 'reject',
          isHopeless: (code) => kindOf(code) === 'fenced' || kindOf(code) === 'indefinite',
        }),
        signal,
      );
    } catch (error) {
      throw this.#lost(error);
    }
  }

  #queue(
    { producerId, epoch }: ProducerIdentity,
    topic: string,
    partition: number,
    messages: readonly WireMessage[],
  ): PartitionQueue {
    const firstSequence = this.#sequences.get(`${topic}/${partition}`) ?? 0;
    return new PartitionQueue(topic, partition, messages, { producerId, epoch, firstSequence });
  }

  /** What Kafka will never take must fail the one who wants it written, not everybody else: abort, and keep the epoch. */
  async #refused(identity: ProducerIdentity, { queue, code }: Refusal): Promise<TransactionError> {
    const { topic, partition, index } = queue;
    const kind = kindOf(code);
    if (kind === 'fenced' || kind === 'indefinite') {
      return this.#error(kind, code);
    }
    await this.#end(identity, 'abort');
    const message = `Kafka does not take a message for ${topic}/${partition}: ${code}`;
    return kind === 'too-large'
      ? new TransactionError(kind, code, message, { topic, partition, index })
      : new TransactionError(kind, code, message);
  }

  /** Repeats "not now" within the budget; rejects with TransactionError. */
  async #step<T>(attempt: () => Promise<{ readonly done: T } | { readonly refused: string }>): Promise<T> {
    const { budgetMs, signal } = this.options;
    const deadline = Date.now() + budgetMs;
    for (let tries = 0; ; tries += 1) {
      if (signal.aborted) {
        throw this.#error('indefinite', 'ABORTED');
      }
      const outcome = await abortable(attempt(), signal).catch((error: unknown) => {
        if (error instanceof WireError && error.code === 'UNREACHABLE') {
          return { refused: error.code };
        }
        throw this.#lost(error);
      });
      if ('done' in outcome) {
        return outcome.done;
      }
      const code = outcome.refused;
      if (!isNotNow(code)) {
        throw this.#error(kindOf(code), code);
      }
      if (Date.now() > deadline) {
        throw this.#error('indefinite', code);
      }
      await this.#waitBeforeRetry(code, tries);
    }
  }

  async #waitBeforeRetry(code: string, tries: number): Promise<void> {
    if (code === 'CONCURRENT_TRANSACTIONS') {
      await pause(Math.min(MARKERS_PAUSE_MS * (tries + 1), LONGEST_MARKERS_PAUSE_MS), this.options.signal);
      return;
    }
    this.#coordinator = undefined;
    await this.wire.refresh();
    await pause(backoffMs(tries, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), this.options.signal);
  }

  async #askCoordinator<Answer>(request: ProtocolRequest<Answer>): Promise<Answer> {
    this.#coordinator ??= await this.#findCoordinator();
    return this.wire.ask(this.#coordinator, this.#purpose, request);
  }

  /** A question only: without an answer nothing was done. */
  async #findCoordinator(): Promise<number> {
    const answer = await this.wire
      .askAny(findCoordinatorRequest('transaction', this.transactionalId), 'questions')
      .catch((error: unknown) => {
        throw error instanceof WireError && error.code === 'NO_ANSWER'
          ? new WireError('UNREACHABLE', error.message)
          : error;
      });
    if (answer.kind === 'found') {
      return answer.nodeId;
    }
    throw isNotNow(answer.error)
      ? new WireError(
          'UNREACHABLE',
          `Kafka has no coordinator for "${this.transactionalId}" now: ${answer.error}`,
        )
      : new WireError(
          answer.error,
          `Kafka gives no coordinator for "${this.transactionalId}": ${answer.error}`,
        );
  }

  /** What was thrown in a step: no answer, a spent budget, a refused connection, the signal. */
  #lost(error: unknown): Error {
    this.#coordinator = undefined;
    if (error instanceof WireError) {
      const kind = isNotNow(error.code) ? 'indefinite' : kindOf(error.code);
      return this.#error(kind, error.code);
    }
    return this.options.signal.aborted ? this.#error('indefinite', 'ABORTED') : (error as Error);
  }

  #error(kind: TransactionError['kind'], code: string): TransactionError {
    return new TransactionError(kind, code, `The transaction of "${this.transactionalId}" failed: ${code}`);
  }
}
