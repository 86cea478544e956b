import type { LedgerMeta, StoredPosition } from '../format/ledger-format.js';
import { positionKey } from '../format/ledger-keys.js';
import type { LaneContext } from '../context/lane-context.js';
import { isOfAnotherCluster, type ResolvedPosition } from './resolve-positions.js';
import { FEWER_PARTITIONS } from './topic-watch.js';

/**
 * Partitions that the ledger has a position of, and that are gone: their topic was created anew with fewer. A lane
 * that runs says so itself; where it was dropped before it could, this is all that says that records may be gone
 * unread. The position that is noted for it is of the new topic: it is said once, and read from there if it grows.
 */
export async function gonePartitions<Entry>(
  { kafka, inputs, log }: Pick<LaneContext<Entry>, 'kafka' | 'inputs' | 'log'>,
  positions: ReadonlyMap<string, StoredPosition>,
  known: LedgerMeta | undefined,
): Promise<readonly ResolvedPosition[]> {
  const gone: ResolvedPosition[] = [];
  for (const topic of inputs) {
    const [before = 0, now] = [known?.inputs[topic], kafka.partitionCount(topic)];
    if (kafka.access(topic) !== 'there' || before <= now || isOfAnotherCluster(known, kafka.clusterId)) {
      continue;
    }
    // Metadata may be old: a partition that all brokers still have is not gone.
    const topicId = await kafka.topicIdAt(topic, 0);
    for (let partition = now; partition < before; partition++) {
      const stored = positions.get(positionKey(topic, partition));
      if (stored?.topicId !== undefined && topicId !== undefined && stored.topicId !== topicId) {
        const position = stored.next.toString();
        log.error({ topic, partition, position, topicId, partitions: now }, FEWER_PARTITIONS);
        gone.push({ topic, partition, role: 'input', stored: { next: 0n, topicId }, isNew: true });
      }
    }
  }
  return gone;
}
