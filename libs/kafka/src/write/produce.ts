import type { PartitionQueue } from './partition-queue.js';
import { errorRow } from '../protocol/error-table.js';
import { produceRequest, type ProducedPartition } from '../protocol/produce.js';
import { retry, RetryPolicy, type RetryOptions } from '#libs/async';
import { KafkaError } from '../client/kafka.errors.js';
import type { LeaderFollower } from '../client/client.port.js';

export interface ProduceOptions {
  readonly transactionalId: string | null;
  readonly purpose: string;
  /** How long a leader may wait for its followers. */
  readonly ackTimeoutMs: number;
  /** How long "not now" is tried again without any progress. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  /** What to do where no answer came. Outside of transactions a batch may be written twice; inside that must not be risked. */
  readonly unanswered: 'reject' | 'repeat';
  /** Whether a refusal of one partition makes the others pointless. */
  readonly isHopeless: (code: string) => boolean;
}

/** A partition that Kafka does not take messages for; what was left of its queue was given up. */
export interface Refusal {
  readonly queue: PartitionQueue;
  readonly code: string;
}

const REQUEST_BYTES = 4_000_000;
const AGAIN = new RetryPolicy({ firstMs: 20, mostMs: 300 });

/**
 * Empties the queues into their partitions: requests by leader, a batch per
 * partition each, again and again until all are in or refused. What was not taken
 * is sent again by itself, to the leader of that moment: kafkajs's producer skips
 * brokers that have answered once, and so loses what moved to one of them.
 *
 * Rejects with KafkaError where the state of a batch is not known, with its code,
 * and with signal.reason.
 */
export async function produce(
  client: LeaderFollower,
  queues: readonly PartitionQueue[],
  options: ProduceOptions,
): Promise<readonly Refusal[]> {
  const { budgetMs, signal, isHopeless } = options;
  const policy = AGAIN.withBudget(budgetMs);
  const refusals: Refusal[] = [];
  let open = queues.filter(({ isEmpty }) => !isEmpty);
  const sendRound = async (): Promise<void> => {
    const requests = requestsOf(client, open);
    const results = (await Promise.all(requests.map((request) => send(client, request, options)))).flat();
    refusals.push(
      ...results.flatMap(({ kind, queue, code }) => (kind === 'refused' ? [{ queue, code }] : [])),
    );
    if (refusals.some(({ code }) => isHopeless(code))) {
      open = [];
      return;
    }
    open = open.filter((queue) => !queue.isEmpty && !refusals.some((refusal) => refusal.queue === queue));
    const waiting = results.find(({ kind }) => kind === 'not-now');
    if (waiting) {
      throw new NotTaken(waiting, budgetMs);
    }
  };
  const again: RetryOptions = {
    signal,
    mayRetry: (error) => error instanceof NotTaken,
    onWaiting: () => client.refresh(),
  };
  while (open.length > 0) {
    await retry(policy, sendRound, again);
  }
  return refusals;
}

/** A batch is not in, or is recognised by its sequence number when it comes again. */
class NotTaken extends KafkaError {
  constructor({ code, queue: { topic, partition } }: Result, budgetMs: number) {
    super(code, `Kafka did not take a batch for ${topic}/${partition} for ${budgetMs} ms: ${code}`, topic);
  }
}

interface LeaderRequest {
  readonly leader: number;
  readonly queues: readonly PartitionQueue[];
}

interface Result {
  readonly kind: 'taken' | 'smaller' | 'not-now' | 'refused';
  readonly queue: PartitionQueue;
  readonly code: string;
}

/** One request per leader, as large as a request may be; what does not fit waits for the next round. */
function requestsOf(client: LeaderFollower, open: readonly PartitionQueue[]): readonly LeaderRequest[] {
  const byLeader = Map.groupBy(open, ({ topic, partition }) => client.leaderOf(topic, partition));
  return [...byLeader].map(([leader, queues]) => {
    let bytes = 0;
    const fitting = queues.filter(({ head }, i) => {
      bytes += head.length;
      return i === 0 || bytes <= REQUEST_BYTES;
    });
    return { leader, queues: fitting };
  });
}

async function send(
  client: LeaderFollower,
  { leader, queues }: LeaderRequest,
  options: ProduceOptions,
): Promise<Result[]> {
  const batches = queues.map(({ topic, partition, head }) => ({ topic, partition, batch: head }));
  try {
    const answers = await client.ask(leader, options.purpose, produceRequest(batches, options));
    return queues.map((queue) => resultOf(queue, answerFor(queue, answers)));
  } catch (error) {
    const mayRepeat =
      error instanceof KafkaError &&
      (error.code === 'UNREACHABLE' || (error.code === 'NO_ANSWER' && options.unanswered === 'repeat'));
    if (!mayRepeat) {
      throw error;
    }
    return queues.map((queue) => ({ kind: 'not-now', queue, code: error.code }));
  }
}

function answerFor(queue: PartitionQueue, answers: readonly ProducedPartition[]): ProducedPartition {
  const answer = answers.find(
    ({ topic, partition }) => topic === queue.topic && partition === queue.partition,
  );
  if (!answer) {
    throw new KafkaError(
      'NO_ANSWER',
      `A broker did not say what became of a batch for ${queue.topic}/${queue.partition}.`,
    );
  }
  return answer;
}

function resultOf(queue: PartitionQueue, { error, baseOffset }: ProducedPartition): Result {
  const isKnownAlready = error === 'DUPLICATE_SEQUENCE_NUMBER' && baseOffset >= 0n;
  if (error === undefined || isKnownAlready) {
    queue.accept(baseOffset);
    return { kind: 'taken', queue, code: '' };
  }
  if ((error === 'MESSAGE_TOO_LARGE' || error === 'RECORD_LIST_TOO_LARGE') && queue.split()) {
    return { kind: 'smaller', queue, code: error };
  }
  return { kind: errorRow(error).retriable === 'always' ? 'not-now' : 'refused', queue, code: error };
}
