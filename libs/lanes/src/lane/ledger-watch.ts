import { lossOf, type LedgerBound } from '../ledger/ledger-loss.policy.js';
import type { LaneContext } from './lane-context.js';

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
