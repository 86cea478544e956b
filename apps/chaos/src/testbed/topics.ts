import { openAdmin, type KafkaSettings, type TopicSpec } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Topics } from '#libs/testbed';

/**
 * A ledger that is compacted all the time: what a restore reads has gaps, and
 * batches whose records are gone.
 */
const COMPACTED_AT_ONCE = {
  'cleanup.policy': 'compact',
  'segment.ms': '1000',
  'segment.bytes': String(1024 * 1024),
  'min.cleanable.dirty.ratio': '0.01',
  'max.compaction.lag.ms': '1000',
  'delete.retention.ms': '100',
};

/** When an outcome was published is the broker's word: the clocks of instances are stepped. */
const BY_THE_BROKERS_CLOCK = { 'message.timestamp.type': 'LogAppendTime' };

/** How the ledger is compacted: all the time, or when Kafka sees fit. */
export type Compaction = 'at-once' | 'usual';

/** Of the broker. The cleaner looks every 15 s by default. */
export const BROKER_PROPERTIES = {
  'log.cleaner.backoff.ms': 500,
  // A broker that was killed is let in again only after the session of its former self.
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 500,
} as const;

export async function createTopics(
  kafka: KafkaSettings,
  topics: Topics,
  options: {
    readonly lanes: number;
    readonly brokers: number;
    readonly compaction: Compaction;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { lanes, brokers, compaction, signal } = options;
  const spec = (name: string, configs: Readonly<Record<string, string>>): TopicSpec => ({
    name,
    partitions: lanes,
    replicationFactor: brokers,
    configs,
  });
  const { ledger, completed, deadLetter, ...others } = topics;
  const admin = await openAdmin(kafka, { log: silentLog, signal });
  try {
    const results = await admin.create([
      spec(ledger, compaction === 'at-once' ? COMPACTED_AT_ONCE : { 'cleanup.policy': 'compact' }),
      ...[completed, deadLetter].map((name) =>
        spec(name, { 'cleanup.policy': 'delete', ...BY_THE_BROKERS_CLOCK }),
      ),
      ...Object.values(others).map((name) => spec(name, { 'cleanup.policy': 'delete' })),
    ]);
    const refused = results.filter(({ kind }) => kind !== 'done');
    if (refused.length > 0) {
      throw new Error(`Topics could not be created: ${JSON.stringify(refused)}`);
    }
  } finally {
    await admin.close();
  }
}
