import { openClient } from '#libs/kafka';
import { decodeLedgerRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { recordsOf } from '../testbed/records-of.js';
import type { TakenRecord } from '../testbed/toll.js';
import { TAG_HEADER } from '../load/item.js';

/** Of what this reads only positions count. */
const ANY_FORMAT = Number.MAX_SAFE_INTEGER;

/**
 * What is in an input right now, and what of it lanes have read, by their ledgers. Nothing may be published to it
 * meanwhile.
 */
export async function noteRecords(
  { kafka, topics, toll }: ChaosTestbed,
  topic: string,
): Promise<readonly TakenRecord[]> {
  const positions = await positionsIn(kafka, topics.ledger, topic);
  const records = await recordsOf(kafka, [topic]);
  const takenAt = Date.now();
  return records.map(({ partition, offset, headers }) => ({
    ...{ topic, partition, offset, takenAt },
    tag: headers[TAG_HEADER]?.toString('utf8') ?? '',
    incarnation: toll.incarnationOf(topic),
    wasRead: offset < (positions.get(partition) ?? 0n),
  }));
}

/** By partition; only those of the topic as it is now. */
async function positionsIn(
  kafka: ChaosTestbed['kafka'],
  ledger: string,
  topic: string,
): Promise<ReadonlyMap<number, bigint>> {
  const { signal } = new AbortController();
  const client = await openClient(kafka, { log: silentLog, signal });
  try {
    await client.addTopics([topic], { signal });
    const id = await client.topicIdAt(topic, 0);
    const positions = new Map<number, bigint>();
    for (const record of await recordsOf(kafka, [ledger])) {
      const change = decodeLedgerRecord(record, ANY_FORMAT);
      if (change?.kind === 'position' && change.topic === topic) {
        positions.set(change.partition, change.topicId === id ? change.next : 0n);
      }
    }
    return positions;
  } finally {
    await client.close();
  }
}
