import { pause } from '#libs/async';
import type { LaneContext } from '../context/lane-context.js';
import { lossOf, type LedgerBound } from '../ledger/ledger-loss.policy.js';

/**
 * Whether the ledger of a running lane has lost data, as far as it shows without a
 * commit: created anew, or its first records deleted. What a commit shows, the
 * transaction looks at (`notBefore`). Rejects where Kafka gives no answer.
 */
export async function lossUnderway(
  { kafka, ledger }: Pick<LaneContext<unknown>, 'kafka' | 'ledger'>,
  lane: number,
  known: LedgerBound,
): Promise<string | undefined> {
  const told = kafka.topicId(ledger);
  // Metadata may be old, so the leader is asked where it says something else.
  const topicId = told === known.topicId ? told : await kafka.topicIdAt(ledger, lane);
  const start = await kafka.listOffset(ledger, lane, 'earliest');
  return lossOf(known, { landedAt: known.end, start, topicId, clusterId: kafka.clusterId });
}

const LOOK_MS = 1000;
/** Behind the barrier is the marker that commits it. */
const MARKER = 1n;

/**
 * Resolves once another program has written to the ledger of a lane that could not
 * be read, as a repair does, or when the signal is aborted. To take the lane
 * again before that would be to read all of it in order to find the same.
 */
export async function ledgerWrittenBehind(
  { kafka, ledger }: Pick<LaneContext<unknown>, 'kafka' | 'ledger'>,
  lane: number,
  { barrier, signal }: { readonly barrier: bigint; readonly signal: AbortSignal },
): Promise<void> {
  let end = barrier;
  while (end <= barrier + MARKER && !signal.aborted) {
    await pause(LOOK_MS, signal);
    // A Kafka that gives no answer now is asked again.
    end = await kafka.listOffset(ledger, lane, 'latest').catch(() => barrier);
  }
}
