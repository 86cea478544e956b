import { encodeMeta, encodeOwner, encodePosition, type LedgerMeta } from '../ledger/ledger-format.js';
import { UnreadableValue } from '../ledger/ledger-decode.js';
import { META_KEY, OWNER_KEY, positionKey } from '../ledger/ledger-keys.js';
import { LedgerState } from '../ledger/ledger-state.js';
import type { LaneContext } from './lane-context.js';
import type { LaneTransaction } from './lane-kafka.port.js';
import { LaneRefusal, lostData } from './lane.errors.js';
import { isOfAnotherCluster, lossOf, type LedgerBound, type LedgerFound } from './ledger-loss.policy.js';
import { resolvePositions, type ResolvedPosition } from './resolve-positions.js';

export interface OpenedLane<Entry> {
  readonly state: LedgerState<Entry>;
  readonly meta: LedgerMeta;
  readonly positions: readonly ResolvedPosition[];
  readonly transaction: LaneTransaction;
  /** What is known of the ledger from now on. */
  readonly ledger: LedgerBound;
  readonly took: { readonly fenceMs: number; readonly barrierMs: number; readonly restoreMs: number };
}

/**
 * Takes a lane. The order is the point of it (P1): *fence*, so that whoever held
 * the lane can write no more; commit a *barrier* behind everything they wrote;
 * *restore* up to that barrier. A ledger that was read before the fence is
 * stale, and a leader that does not show the barrier is.
 *
 * @throws LaneRefusal, TransactionError, WireError, or the signal's reason
 */
export async function openLane<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  signal: AbortSignal,
): Promise<OpenedLane<Entry>> {
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
  refuseLostData(context, lane, { state, bound, found: foundLedger(context, barrier - 1n, start) });
  if (state.owner?.producerId !== owner.producerId || state.owner.epoch !== owner.epoch) {
    throw new Error(`The barrier of lane ${lane} is not the last one in its ledger: somebody else took it`);
  }
  const known = knownMeta(context, lane, state);
  const positions = await resolvePositions(context, lane, { stored: state.positions, known, signal });
  const { meta, end } = await note(context, lane, transaction, { known, positions, barrier });
  const ledger = boundOf(context, end, start);
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

interface LedgerQuestion<Entry> {
  readonly state: LedgerState<Entry>;
  /** By the group's offsets. */
  readonly bound: LedgerBound | undefined;
  readonly found: LedgerFound;
}

/** A ledger that is not what it was has lost data: repeats would not be recognised any more. */
function refuseLostData<Entry>(
  { ledgers, ledger, groupId, commands, log }: LaneContext<Entry>,
  lane: number,
  { state, bound, found }: LedgerQuestion<Entry>,
): void {
  if (bound && isOfAnotherCluster(bound, found)) {
    log.warn(
      { lane, cluster: bound.clusterId },
      `The offsets of group ${groupId} were copied from another cluster: what they say of the end of the ledger is ignored`,
    );
  }
  for (const [known, by] of [
    [ledgers.of(lane), 'this instance, which wrote it,'],
    [bound, `the offsets of group ${groupId}`],
  ] as const) {
    const loss = known && lossOf(known, found);
    if (known && loss !== undefined) {
      const { next = 0n } = state.positions.get(positionKey(commands, lane)) ?? {};
      const positions = [{ topic: commands, partition: lane, next }];
      throw lostData(`${ledger}/${lane} ${loss} (by ${by})`, { ledger: known, positions });
    }
  }
}

function foundLedger<Entry>(
  { kafka, ledger }: LaneContext<Entry>,
  landedAt: bigint,
  start: bigint,
): LedgerFound {
  return { landedAt, start, topicId: kafka.topicId(ledger), clusterId: kafka.clusterId };
}

function boundOf<Entry>({ kafka, ledger }: LaneContext<Entry>, end: bigint, start: bigint): LedgerBound {
  const [topicId, clusterId] = [kafka.topicId(ledger), kafka.clusterId];
  return {
    end,
    start,
    ...(topicId !== undefined && { topicId }),
    ...(clusterId !== undefined && { clusterId }),
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
