import { openAdmin, readRange, type KafkaRecord, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';

/** All records that a read-committed reader finds in these topics. */
export async function recordsOf(
  kafka: KafkaSettings,
  topics: readonly string[],
): Promise<readonly KafkaRecord[]> {
  const admin = await openAdmin(kafka, { log: silentLog });
  const records: KafkaRecord[] = [];
  try {
    for (const topic of topics) {
      const starts = await admin.offsets(topic, 'earliest');
      const ends = await admin.offsets(topic, 'latest');
      for (const [partition, from] of starts.entries()) {
        const until = ends[partition] ?? from;
        const { signal } = new AbortController();
        const range = { topic, partition, from, until, signal, log: silentLog };
        for await (const record of readRange(kafka, range)) {
          records.push(record);
        }
      }
    }
    return records;
  } finally {
    await admin.close();
  }
}
