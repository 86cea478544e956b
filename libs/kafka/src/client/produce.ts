import type { PartitionQueue } from './partition-queue.js';
import { produceRequest, type ProducedPartition } from '../protocol/produce.js';
import { backoffMs, pause } from '#libs/async';
import { isPermanent, KafkaError } from './kafka.errors.js';
import type { LeaderFollower } from './client.port.js';

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
  isHopeless(code: string): boolean;
}

/** A partition that Kafka does not take messages for; what was left of its queue was given up. */
export interface Refusal {
  readonly queue: PartitionQueue;
  readonly code: string;
}

/** "Not now": the batch is not in, or is recognised by its sequence number when it comes again. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
  'NETWORK_EXCEPTION',
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
]);
const REQUEST_BYTES = 4_000_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 300;

/**
 * Empties the queues into their partitions: requests by leader, a batch per
 * partition each, again and again until all are in or refused. What was not taken
 * is sent again by itself, to whoever leads by then: kafkajs's producer skips
 * brokers that have answered once, and so loses what moved to one of them.
 *
 * Rejects with KafkaError where the state of a batch is not known, with its code,
 * and with signal.reason.
 */
export async function produce(
  wire: LeaderFollower,
  queues: readonly PartitionQueue[],
  options: ProduceOptions,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  let open = queues.filter(({ isEmpty }) => !isEmpty);
  let deadline = performance.now() + options.budgetMs;
  for (let fruitless = 0; open.length > 0;) {
    options.signal.throwIfAborted();
    const results = (
      await Promise.all(requestsOf(wire, open).map((request) => send(wire, request, options)))
    ).flat();
    refusals.push(
      ...results.flatMap(({ kind, queue, code }) => (kind === 'refused' ? [{ queue, code }] : [])),
    );
    if (refusals.some(({ code }) => options.isHopeless(code))) {
      return refusals;
    }
    open = open.filter((queue) => !queue.isEmpty && !refusals.some((refusal) => refusal.queue === queue));
    const waiting = results.find(({ kind }) => kind === 'not-now');
    if (!waiting) {
      fruitless = 0;
      deadline = performance.now() + options.budgetMs;
      continue;
    }
    if (performance.now() > deadline) {
      const { code, queue } = waiting;
      throw new KafkaError(
        code,
        `Kafka did not take a batch for ${queue.topic}/${queue.partition} for ${options.budgetMs} ms: ${code}`,
        queue.topic,
      );
    }
    await wire.refresh();
    await pause(backoffMs(fruitless, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), options.signal);
    fruitless += 1;
  }
  return refusals;
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
function requestsOf(wire: LeaderFollower, open: readonly PartitionQueue[]): readonly LeaderRequest[] {
  const byLeader = Map.groupBy(open, ({ topic, partition }) => wire.leaderOf(topic, partition));
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
  wire: LeaderFollower,
  { leader, queues }: LeaderRequest,
  options: ProduceOptions,
): Promise<Result[]> {
  const batches = queues.map(({ topic, partition, head }) => ({ topic, partition, batch: head }));
  try {
    const answers = await wire.ask(leader, options.purpose, produceRequest(batches, options));
    return queues.map((queue) => resultOf(queue, answerFor(queue, answers)));
  } catch (error) {
    const mayRepeat =
      error instanceof KafkaError &&
      (error.code === 'UNREACHABLE' || (error.code === 'NO_ANSWER' && options.unanswered === 'repeat'));
    if (!mayRepeat || isPermanent(error)) {
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
  return { kind: NOT_NOW.has(error) ? 'not-now' : 'refused', queue, code: error };
}
