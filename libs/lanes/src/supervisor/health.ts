import type { Lane, LaneState } from '../lane/lane.js';
import type { LastingTransaction } from '../watch/lasting-transactions.js';
import type { PartitionWatch } from '../watch/partition-watch.js';
import { describeTrouble, type KafkaTrouble } from '#libs/kafka';
import type { UnaccountedRecords, UnaccountedWhy } from '../watch/unaccounted.js';

export interface LaneHealth {
  readonly lane: number;
  readonly state: LaneState;
  /** Pieces of work without an end. */
  readonly open: number;
  /** Of these: how many wait for an operator. */
  readonly held: number;
  /** Epoch milliseconds of the last change of state. */
  readonly since: number;
}

/** Offsets as strings: JSON numbers do not have 64 bits. */
interface OffsetsHealth {
  readonly topic: string;
  readonly partition: number;
  /** At most. */
  readonly records: number;
  readonly from: string;
  /** After the last one. */
  readonly until: string;
}

/** What no reader may see before a transaction of its publisher has ended. */
export interface TransactionHealth extends OffsetsHealth {
  /** RFC 3339. */
  readonly openSince: string;
  readonly openSinceBy: LastingTransaction['openSinceBy'];
}

/** What the standing audit cannot account for. */
export interface UnaccountedHealth extends OffsetsHealth {
  readonly why: UnaccountedWhy;
}

export interface KafkaHealth extends Omit<KafkaTrouble, 'since'> {
  /** RFC 3339. */
  readonly since: string;
}

export interface LanesHealth {
  /** The group counts us in. */
  readonly joined: boolean;
  /** Joined, no topic or right is missing, and every lane of ours is running, or stopped with an alarm while others run. */
  readonly ready: boolean;
  readonly lanes: readonly LaneHealth[];
  /** Of inputs of our lanes: absent where there is none. */
  readonly behindTransactions?: readonly TransactionHealth[];
  readonly unaccounted?: readonly UnaccountedHealth[];
  /** What Kafka's trouble is; absent where it has none. */
  readonly kafka?: readonly KafkaHealth[];
  /** One sentence or several. */
  readonly problem?: string;
}

export interface HealthQuestion {
  readonly joined: boolean;
  readonly lanes: readonly Pick<
    Lane<unknown>,
    'lane' | 'state' | 'since' | 'problem' | 'session' | 'isReading'
  >[];
  /** Of the process as a whole. */
  readonly problems: readonly (string | undefined)[];
  /** Something outside of the lanes is missing or in the way: they may run, and not all work is done. */
  readonly hindered: boolean;
  /** What does not keep the lanes from their work. */
  readonly watch: Pick<PartitionWatch, 'unaccounted' | 'transactions' | 'problems'> | undefined;
  /** It is the cause of what else there is, and so said first. */
  readonly kafka: readonly KafkaTrouble[];
}

/**
 * A stopped lane does not make the instance unready: restarting it would not
 * help, and its other lanes work. The alarm says it. An instance whose lanes have
 * all stopped does no work, and says so; one that was given no lane stands by.
 */
export function healthOf({
  joined,
  lanes,
  problems: own,
  hindered,
  watch,
  kafka,
}: HealthQuestion): LanesHealth {
  const problems = [
    ...kafka.map(describeTrouble),
    ...own,
    ...lanes.map((lane) => lane.problem),
    ...(watch?.problems ?? []),
  ].filter((one) => one !== undefined);
  const behindTransactions = (watch?.transactions ?? []).map(transactionHealth);
  const unaccounted = (watch?.unaccounted ?? []).map(unaccountedHealth);
  return {
    joined,
    ready: joined && !hindered && !haveAllStopped(lanes) && lanes.every(isFit),
    lanes: lanes.map(({ lane, state, since, session }) => ({
      lane,
      state,
      open: session?.parts.memory.openCount ?? 0,
      held: session?.parts.memory.heldCount ?? 0,
      since,
    })),
    ...(behindTransactions.length > 0 && { behindTransactions }),
    ...(unaccounted.length > 0 && { unaccounted }),
    ...(kafka.length > 0 && {
      kafka: kafka.map((trouble) => ({ ...trouble, since: new Date(trouble.since).toISOString() })),
    }),
    ...(problems.length > 0 && { problem: problems.join('. ') }),
  };
}

function isFit({ state, isReading }: HealthQuestion['lanes'][number]): boolean {
  return state === 'stopped' || (state === 'running' && isReading);
}

function haveAllStopped(lanes: HealthQuestion['lanes']): boolean {
  return lanes.length > 0 && lanes.every(({ state }) => state === 'stopped');
}

function transactionHealth(transaction: LastingTransaction): TransactionHealth {
  const { topic, partition, from, until, openSince, openSinceBy } = transaction;
  return {
    ...{ topic, partition, records: Number(until - from), from: String(from), until: String(until) },
    ...{ openSince: new Date(openSince).toISOString(), openSinceBy },
  };
}

function unaccountedHealth({ from, until, ...rest }: UnaccountedRecords): UnaccountedHealth {
  return { ...rest, from: String(from), until: String(until) };
}
