import {
  encodeLost,
  encodeMeta,
  encodeOwner,
  encodePosition,
  type LedgerMeta,
} from '../format/ledger-format.js';
import { UnreadableValue } from '../format/ledger-decode.js';
import { LOST_KEY, META_KEY, OWNER_KEY, positionKey } from '../format/ledger-keys.js';
import { LedgerState } from '../ledger/ledger-state.js';
import type { LaneContext } from '../context/lane-context.js';
import type { LaneTransaction } from '../context/lane-kafka.port.js';
import { LaneRefusal } from '../context/lane.errors.js';
import { findLoss } from './find-loss.js';
import type { LedgerBound, LedgerFound } from '../ledger/ledger-loss.policy.js';
import type { NotedLoss } from '../ledger/ledger-memory.js';
import { gonePartitions } from '../positions/gone-partitions.js';
import { resolvePositions, type ResolvedPosition } from '../positions/resolve-positions.js';

export interface RestoredLane<Entry> {
  readonly state: LedgerState<Entry>;
  readonly meta: LedgerMeta;
  readonly positions: readonly ResolvedPosition[];
  readonly transaction: LaneTransaction;
  /** What is known of the ledger from now on. */
  readonly ledger: LedgerBound;
  readonly took: { readonly fenceMs: number; readonly barrierMs: number; readonly restoreMs: number };
}

/**
 * Takes a lane. The order is the point of it (P1): *fence*, so that the owner
 * before can write no more; commit a *barrier* behind everything it wrote;
 * *restore* up to that barrier. A ledger that was read before the fence is
 * stale, and a leader that does not show the barrier is.
 *
 * @throws LaneRefusal, TransactionError, KafkaError, or the signal's reason
 */
export async function openLane<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  signal: AbortSignal,
): Promise<RestoredLane<Entry>> {
  const transaction = context.kafka.transaction(`${context.groupId}-lane-${lane}`, signal);
  const started = performance.now();
  const owner = { by: context.instance, ...(await transaction.fence()) };
  signal.throwIfAborted();
  const fenced = performance.now();
  const barrier = await write(context, lane, transaction, [{ key: OWNER_KEY, value: encodeOwner(owner) }]);
  const barred = performance.now();
  const start = await context.kafka.listOffset(context.ledger, lane, 'earliest');
  const [state, bound] = await Promise.all([
    restore(context, lane, { start, until: barrier, signal }),
    context.kafka.ledgerBound(lane),
  ]);
  const loss = findLoss(context, lane, { state, bound, found: foundLedger(context, barrier - 1n, start) });
  if (loss) {
    throw await lostData(context, lane, { transaction, state, barrier, loss });
  }
  if (state.owner?.producerId !== owner.producerId || state.owner.epoch !== owner.epoch) {
    throw new Error(
      `The barrier of lane ${lane} is not the last one in its ledger: another instance took it`,
    );
  }
  const known = knownMeta(context, lane, state);
  const positions = await resolvePositions(context, lane, { stored: state.positions, known, signal });
  const gone = await gonePartitions(context, state.positions, known);
  const noted = { known, positions: [...positions, ...gone], barrier };
  const { meta, end } = await note(context, lane, transaction, noted);
  const ledger = boundOf(context, { end, start, accepted: state.loss?.at });
  context.ledgers.reached(lane, ledger);
  const restoreMs = performance.now() - barred;
  const took = { fenceMs: fenced - started, barrierMs: barred - fenced, restoreMs };
  return { state, meta, positions, transaction, ledger, took };
}

async function restore<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  { start, until, signal }: { readonly start: bigint; readonly until: bigint; readonly signal: AbortSignal },
): Promise<LedgerState<Entry>> {
  const { kafka, ledger: topic, format } = context;
  const state = new LedgerState<Entry>(format);
  try {
    for await (const chunk of kafka.readCommitted({ topic, partition: lane, from: start, until, signal })) {
      chunk.forEach((record) => state.apply(record));
    }
    state.refuseUnreadable();
  } catch (error) {
    if (error instanceof UnreadableValue) {
      const code = error.reason === 'corrupt' ? 'corrupt-ledger' : 'newer-format';
      throw new LaneRefusal('lane', code, error.message, until);
    }
    throw error;
  }
  return state;
}

interface Lost<Entry> {
  readonly transaction: LaneTransaction;
  readonly state: LedgerState<Entry>;
  readonly barrier: bigint;
  readonly loss: NotedLoss;
}

/**
 * The refusal of a ledger without its memory: repeats would not be recognised any
 * more. It is written down, since each attempt to take the lane makes the ledger
 * longer again, and some day as long as it was.
 */
async function lostData<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  { transaction, state, barrier, loss }: Lost<Entry>,
): Promise<LaneRefusal> {
  const { how, known } = loss;
  const at = new Date(context.clock()).toISOString();
  const record = { key: LOST_KEY, value: encodeLost({ at, end: known.end, how }) };
  const end = state.lost ? barrier : await write(context, lane, transaction, [record], barrier);
  const what = `${context.ledger}/${lane} ${how}: it has lost data. Restore it, or accept the loss`;
  return new LaneRefusal('lane', 'ledger-lost-data', `${what} (revokerctl ledger accept-loss)`, end);
}

function foundLedger<Entry>(
  { kafka, ledger }: LaneContext<Entry>,
  landedAt: bigint,
  start: bigint,
): LedgerFound {
  return { landedAt, start, topicId: kafka.topicId(ledger), clusterId: kafka.clusterId };
}

function boundOf<Entry>(
  { kafka, ledger }: LaneContext<Entry>,
  known: { readonly end: bigint; readonly start: bigint; readonly accepted: string | undefined },
): LedgerBound {
  const { end, start, accepted } = known;
  const [topicId, clusterId] = [kafka.topicId(ledger), kafka.clusterId];
  return {
    end,
    start,
    ...(topicId !== undefined && { topicId }),
    ...(clusterId !== undefined && { clusterId }),
    ...(accepted !== undefined && { accepted }),
  };
}

function knownMeta<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  { meta }: LedgerState<Entry>,
): LedgerMeta | undefined {
  if (meta && meta.lanes !== context.lanes) {
    throw new LaneRefusal(
      'process',
      'lane-count',
      `${context.ledger}/${lane} was written with ${meta.lanes} lanes, but its topics have ${context.lanes} partitions: ` +
        'the number of lanes is fixed when the ledger is created',
    );
  }
  return meta;
}

interface Findings {
  readonly known: LedgerMeta | undefined;
  readonly positions: readonly ResolvedPosition[];
  readonly barrier: bigint;
}

/** Where the lane starts is decided once: it is in the ledger before the first record is read. */
async function note<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  transaction: LaneTransaction,
  { known, positions, barrier }: Findings,
): Promise<{ readonly meta: LedgerMeta; readonly end: bigint }> {
  const meta = {
    format: context.format,
    lanes: context.lanes,
    inputs: { ...known?.inputs, ...countsOf(context, known) },
    ...(context.kafka.clusterId !== undefined && { cluster: context.kafka.clusterId }),
  };
  const writes = positions
    .filter(({ isNew }) => isNew)
    .map(({ topic, partition, stored }) => ({
      key: positionKey(topic, partition),
      value: encodePosition(stored),
    }));
  if (known === undefined || encodeMeta(known) !== encodeMeta(meta)) {
    writes.push({ key: META_KEY, value: encodeMeta(meta) });
  }
  const end = writes.length === 0 ? barrier : await write(context, lane, transaction, writes, barrier);
  return { meta, end };
}

/**
 * How many partitions each input has. One that does not exist has none: whatever
 * comes with it is new, and is read from its beginning. Of one that we may not see
 * nothing is known: START_FROM decides when we may.
 */
function countsOf<Entry>(
  { inputs, kafka }: LaneContext<Entry>,
  known: LedgerMeta | undefined,
): Readonly<Record<string, number>> {
  const counts = inputs.flatMap((topic): (readonly [string, number])[] => {
    const access = kafka.access(topic);
    const isNews = access === 'there' || (access === 'missing' && known?.inputs[topic] === undefined);
    return isNews ? [[topic, access === 'there' ? kafka.partitionCount(topic) : 0]] : [];
  });
  return Object.fromEntries(counts);
}

/** Returns the offset after the last of the writes. */
async function write<Entry>(
  { ledger: topic, clock }: LaneContext<Entry>,
  partition: number,
  transaction: LaneTransaction,
  writes: readonly { readonly key: string; readonly value: string }[],
  notBefore = 0n,
): Promise<bigint> {
  const timestamp = clock();
  const messages = writes.map((message) => ({ ...message, timestamp }));
  const ends = await transaction.commit([{ topic, partition, messages, notBefore }]);
  const end = ends.get(`${topic}/${partition}`);
  if (end === undefined) {
    throw new Error(`A transaction of ${topic}/${partition} did not say where it ended`);
  }
  return end;
}
