import { PartitionQueue } from './partition-queue.js';
import { produce, type Refusal } from './produce.js';
import {
  addPartitionsToTxnRequest,
  endTxnRequest,
  initProducerIdRequest,
  type PartitionError,
  type ProducerIdentity,
} from '../protocol/transactions.js';
import type { KafkaMessage } from '../records/record-encoder.js';
import { endsEpoch, kindOf, TransactionError } from './transaction.errors.js';
import { TransactionCoordinator } from './transaction-coordinator.js';
import { abortable } from '#libs/async';
import type { CoordinatorFollower } from '../client/client.port.js';

export type { KafkaMessage };

/** Our own code: records landed where others of ours had been acknowledged. */
const BELOW_KNOWN_END = 'BELOW_KNOWN_END';

/** Messages for one partition; at most one of it per partition and commit. */
export interface PartitionMessages {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** Where the partition is known to have ended: records that land before it show that it has lost some. */
  readonly notBefore?: bigint;
}

export interface TransactionOptions {
  /** After which the broker aborts a transaction whose owner fell silent (transaction.timeout.ms). */
  readonly timeoutMs: number;
  /** How long definite answers ("not now") are tried again, per step. */
  readonly budgetMs: number;
  /** Ends all waiting; pending calls reject with kind `indefinite`, code `ABORTED`. */
  readonly signal: AbortSignal;
}

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
  readonly #coordinator: TransactionCoordinator;
  readonly #sequences = new Map<string, number>();
  #identity: ProducerIdentity | undefined;

  constructor(
    private readonly client: CoordinatorFollower,
    private readonly transactionalId: string,
    private readonly options: TransactionOptions,
  ) {
    this.#purpose = `transactions of ${transactionalId}`;
    const { budgetMs, signal } = options;
    this.#coordinator = new TransactionCoordinator(client, {
      transactionalId,
      purpose: this.#purpose,
      budgetMs,
      signal,
    });
  }

  /** Takes the transactional id from its holder, whose open transaction is aborted before this resolves. */
  async fence(): Promise<{ readonly producerId: string; readonly epoch: number }> {
    this.#identity = undefined;
    this.#sequences.clear();
    const request = initProducerIdRequest(this.transactionalId, this.options.timeoutMs);
    const { producerId, epoch } = await this.#coordinator.ask(request, ({ error }) => error);
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
      throw new TransactionError(
        'indefinite',
        'NOT_FENCED',
        'A transaction must be fenced before it commits.',
      );
    }
    try {
      return await this.#commit(identity, filled);
    } catch (error) {
      if (error instanceof TransactionError && endsEpoch(error.kind)) {
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
    const queues = filled.map((messages) => this.#queue(identity, messages));
    const [refusal] = await this.#produce(queues);
    for (const { topic, partition, nextSequence } of queues) {
      this.#sequences.set(`${topic}/${partition}`, nextSequence);
    }
    if (refusal) {
      throw await this.#refused(identity, refusal);
    }
    const [truncated] = queues.filter((queue, at) => isBefore(queue, filled[at]?.notBefore));
    if (truncated) {
      throw await this.#refused(identity, { queue: truncated, code: BELOW_KNOWN_END });
    }
    await this.#end(identity, 'commit');
    return new Map(
      queues.map(({ topic, partition, endOffset }) => [`${topic}/${partition}`, endOffset ?? 0n]),
    );
  }

  async #begin(identity: ProducerIdentity, partitions: readonly PartitionMessages[]): Promise<void> {
    let telling: PartitionError | undefined;
    try {
      await this.#coordinator.ask(addPartitionsToTxnRequest(identity, partitions), (refused) => {
        // The others of a refused request answer OPERATION_NOT_ATTEMPTED, which explains nothing.
        telling = refused.find(({ error }) => error !== 'OPERATION_NOT_ATTEMPTED') ?? refused[0];
        return telling?.error;
      });
    } catch (error) {
      if (error instanceof TransactionError && error.code === telling?.error) {
        const { kind, code } = error;
        const message = `The transaction of "${this.transactionalId}" cannot write ${telling.topic}: ${code}`;
        throw new TransactionError(kind, code, message, undefined, telling.topic);
      }
      throw error;
    }
  }

  /** Once begun, whatever keeps a transaction from its end leaves it in doubt. */
  async #end(identity: ProducerIdentity, end: 'commit' | 'abort'): Promise<void> {
    try {
      await this.#coordinator.ask(endTxnRequest(identity, end), ({ error }) => error);
    } catch (error) {
      const isCertain =
        !(error instanceof TransactionError) || error.kind === 'fenced' || error.kind === 'expired';
      throw isCertain ? error : new TransactionError('indefinite', error.code, error.message);
    }
  }

  async #produce(queues: readonly PartitionQueue[]): Promise<readonly Refusal[]> {
    const { budgetMs, signal } = this.options;
    try {
      return await abortable(
        produce(this.client, queues, {
          transactionalId: this.transactionalId,
          purpose: this.#purpose,
          ackTimeoutMs: Math.ceil(this.client.requestTimeoutMs / 2),
          budgetMs,
          signal,
          unanswered: 'reject',
          isHopeless: (code) => endsEpoch(kindOf(code)),
        }),
        signal,
      );
    } catch (error) {
      throw this.#coordinator.indefinite(error);
    }
  }

  #queue(
    { producerId, epoch }: ProducerIdentity,
    { topic, partition, messages }: PartitionMessages,
  ): PartitionQueue {
    const firstSequence = this.#sequences.get(`${topic}/${partition}`) ?? 0;
    return new PartitionQueue(topic, partition, messages, { producerId, epoch, firstSequence });
  }

  /** What Kafka will never take must fail the one who wants it written, and no other writer: abort, and keep the epoch. */
  async #refused(identity: ProducerIdentity, { queue, code }: Refusal): Promise<TransactionError> {
    const { topic, partition, index } = queue;
    const kind = kindOf(code);
    const message = `Kafka does not take a message for ${topic}/${partition}: ${code}`;
    if (kind !== 'truncated' && endsEpoch(kind)) {
      return new TransactionError(kind, code, message, undefined, topic);
    }
    if (kind === 'truncated') {
      // Known already, whatever becomes of the abort: the next fence makes it.
      await this.#end(identity, 'abort').catch(() => undefined);
      return new TransactionError(kind, code, lossOf(queue, code), { topic, partition, index });
    }
    await this.#end(identity, 'abort');
    return kind === 'too-large'
      ? new TransactionError(kind, code, message, { topic, partition, index }, topic)
      : new TransactionError(kind, code, message, undefined, topic);
  }
}

function isBefore({ firstOffset }: PartitionQueue, notBefore: bigint | undefined): boolean {
  return notBefore !== undefined && firstOffset !== undefined && firstOffset < notBefore;
}

function lossOf({ topic, partition, firstOffset }: PartitionQueue, code: string): string {
  const where = firstOffset === undefined ? '' : ` (a batch landed at ${firstOffset})`;
  return `Kafka has lost records of ${topic}/${partition} that it had acknowledged: ${code}${where}`;
}
