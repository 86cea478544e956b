export type { BrokerNode } from './brokers/broker-node.js';
export { EmbeddedCluster, type ClusterOptions } from './brokers/embedded-cluster.js';
export { BrokerStartError, KafkaUnavailableError } from './embedded-kafka.errors.js';
export { CertificateAuthority } from './security/certificate-authority.js';
export type { SecuredListener } from './security/secured-listeners.js';
export type { RunningKafka } from './sources/kafka-source.port.js';
export { startKafka } from './start-kafka.js';
