import { describeError, pause, RetryPolicy } from '#libs/async';
import { needOf, waitsFor, LaneRefusal } from '../context/lane.errors.js';
import type { LaneContext } from '../context/lane-context.js';
import { ledgerWrittenBehind } from './ledger-watch.js';
import { openLane, type RestoredLane } from './open-lane.js';

const AGAIN = new RetryPolicy({ firstMs: 100, mostMs: 1000 });
/** Where an operator has to give it what it needs. */
const AGAIN_IN_NEED = new RetryPolicy({ firstMs: 100, mostMs: 15_000 });
const LEDGER_POLL_MS = 200;
const MEMBERSHIP_POLL_MS = 50;

export interface Acquisition {
  /** Aborted when the lane is not ours, or not ours any more. */
  readonly signal: AbortSignal;
  /** Told what is in the way for now. */
  readonly onProblem: (sentence: string) => void;
  /** Told what only people can mend; aborts the signal where not even a repair of the ledger would. */
  readonly onRefusal: (refusal: LaneRefusal) => void;
}

/** Tries until the lane is taken; undefined where it is lost before. */
export async function acquireLane<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  { signal, onProblem, onRefusal }: Acquisition,
): Promise<RestoredLane<Entry> | undefined> {
  let attempt = 0;
  while (!signal.aborted) {
    // A process that was frozen must not fence the lanes that others own by now.
    while (!context.isMember() && !signal.aborted) {
      await pause(MEMBERSHIP_POLL_MS, signal);
    }
    const trouble = context.troubleWith?.(context.ledger);
    if (trouble !== undefined) {
      onProblem(waitsFor(lane, { sentence: trouble }));
      await pause(LEDGER_POLL_MS, signal);
      continue;
    }
    try {
      const opened = await openLane(context, lane, signal);
      if (signal.aborted) {
        return undefined;
      }
      logAcquired(context, lane, opened);
      return opened;
    } catch (error) {
      if (signal.aborted) {
        return undefined;
      }
      if (error instanceof LaneRefusal) {
        onRefusal(error);
        if (error.barrier !== undefined) {
          await ledgerWrittenBehind(context, lane, { barrier: error.barrier, signal });
        }
        attempt = 0;
      } else {
        const need = needOf(error);
        onProblem(need ? waitsFor(lane, need) : `Lane ${lane} cannot be taken: ${describeError(error)}`);
        await pause((need ? AGAIN_IN_NEED : AGAIN).pauseMs(attempt), signal);
        attempt += 1;
      }
    }
  }
  return undefined;
}

function logAcquired<Entry>(
  { metrics, log }: LaneContext<Entry>,
  lane: number,
  { took, state }: RestoredLane<Entry>,
): void {
  const { fenceMs, barrierMs, restoreMs } = took;
  metrics.laneRestoreSeconds.observe((fenceMs + barrierMs + restoreMs) / 1000);
  log.info(
    {
      lane,
      fenceMs: Math.round(fenceMs),
      barrierMs: Math.round(barrierMs),
      restoreMs: Math.round(restoreMs),
      records: state.records,
      open: state.open.size,
      settled: state.settled.size,
    },
    'Lane taken',
  );
  if (state.loss) {
    const { at: acceptedAt, by, revision } = state.loss;
    log.warn(
      { lane, acceptedAt, by, revision },
      'This lane has lost data, as an operator has accepted: events from before that may be answered again, as a higher revision',
    );
  }
}
