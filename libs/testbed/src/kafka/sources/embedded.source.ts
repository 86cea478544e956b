import { EmbeddedCluster } from '../brokers/embedded-cluster.js';
import { prepareDistribution } from '../distribution/kafka-distribution.js';
import { KAFKA_VERSION } from '../kafka-version.js';
import type { KafkaSource } from './kafka-source.port.js';

/** Apache Kafka's own jars: the real broker, for a machine that has Java and no container engine. */
export const embeddedSource: KafkaSource = async (context) => {
  const search = await prepareDistribution(context);
  if (search.kind === 'missing') {
    return { kind: 'absent', reason: search.reason };
  }
  const { log, signal } = context;
  log.info({ version: KAFKA_VERSION }, `Starting Apache Kafka ${KAFKA_VERSION} from its jars …`);
  const cluster = await EmbeddedCluster.startFrom(search.distribution, { log, signal });
  return {
    kind: 'running',
    kafka: { kind: 'embedded', brokers: cluster.brokers(), stop: () => cluster.stop() },
  };
};
