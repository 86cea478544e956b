import { encodeMeta, encodeOwner, encodePosition, type LedgerMeta } from '../ledger/ledger-format.js';
import { UnreadableValue } from '../ledger/ledger-decode.js';
import { META_KEY, OWNER_KEY, positionKey } from '../ledger/ledger-keys.js';
import { LedgerState } from '../ledger/ledger-state.js';
import type { LaneContext } from './lane-context.js';
import type { LaneTransaction } from './lane-kafka.port.js';
import { LaneRefusal } from './lane.errors.js';
import { resolvePositions, type ResolvedPosition } from './resolve-positions.js';

export interface OpenedLane<Entry> {
  readonly state: LedgerState<Entry>;
  readonly meta: LedgerMeta;
  readonly positions: readonly ResolvedPosition[];
  readonly transaction: LaneTransaction;
  readonly ledgerEnd: bigint;
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
  const [state] = await Promise.all([
    restore(context, lane, barrier, signal),
    refuseLostData(context, lane, barrier),
  ]);
  if (state.owner?.producerId !== owner.producerId || state.owner.epoch !== owner.epoch) {
    throw new Error(`The barrier of lane ${lane} is not the last one in its ledger: somebody else took it`);
  }
  const known = knownMeta(context, lane, state);
  const positions = await resolvePositions(context, lane, { stored: state.positions, known, signal });
  const { meta, ledgerEnd } = await note(context, lane, transaction, { known, positions, barrier });
  const restoreMs = performance.now() - barred;
  const took = { fenceMs: fenced - started, barrierMs: barred - fenced, restoreMs };
  return { state, meta, positions, transaction, ledgerEnd, took };
}

async function restore<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  until: bigint,
  signal: AbortSignal,
): Promise<LedgerState<Entry>> {
  const { kafka, ledger: topic, format } = context;
  const state = new LedgerState<Entry>(format);
  const from = await kafka.listOffset(topic, lane, 'earliest');
  try {
    for await (const chunk of kafka.readCommitted({ topic, partition: lane, from, until, signal })) {
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

/** A ledger that ends before a place where it once was has lost data: repeats would not be recognised any more. */
async function refuseLostData<Entry>(context: LaneContext<Entry>, lane: number, end: bigint): Promise<void> {
  const known = await context.kafka.knownLedgerEnd(lane);
  if (known !== undefined && end < known) {
    throw new LaneRefusal(
      'lane',
      'ledger-lost-data',
      `${context.ledger}/${lane} ends at ${end}, but the offsets of group ${context.groupId} say that it reached ${known}: ` +
        'it has lost data. Restore it, or delete the offsets of the group to accept the loss',
    );
  }
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
): Promise<{ readonly meta: LedgerMeta; readonly ledgerEnd: bigint }> {
  const counts = context.inputs.map((topic) => [topic, context.kafka.partitionCount(topic)] as const);
  const meta = {
    format: context.format,
    lanes: context.lanes,
    inputs: { ...known?.inputs, ...Object.fromEntries(counts) },
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
  const ledgerEnd = writes.length === 0 ? barrier : await write(context, lane, transaction, writes);
  return { meta, ledgerEnd };
}

/** Returns the offset after the last of the writes. */
async function write<Entry>(
  { ledger: topic, clock }: LaneContext<Entry>,
  partition: number,
  transaction: LaneTransaction,
  writes: readonly { readonly key: string; readonly value: string }[],
): Promise<bigint> {
  const timestamp = clock();
  const messages = writes.map((message) => ({ ...message, timestamp }));
  const ends = await transaction.commit([{ topic, partition, messages }]);
  const end = ends.get(`${topic}/${partition}`);
  if (end === undefined) {
    throw new Error(`A transaction of ${topic}/${partition} did not say where it ended`);
  }
  return end;
}
