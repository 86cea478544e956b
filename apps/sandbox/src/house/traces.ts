import { openAdmin, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { TOPIC_NAMES, type Names } from './names.js';

/** Takes away what this run has made on a broker that goes on without it. */
export async function removeTraces(kafka: KafkaSettings, { topics, groupId }: Names): Promise<void> {
  const admin = await openAdmin(kafka, { log: silentLog });
  try {
    await admin.deleteGroups([groupId]);
    await admin.delete(TOPIC_NAMES.map((name) => topics[name]));
  } finally {
    await admin.close();
  }
}
