export { EmbeddedCluster, type ClusterOptions } from './brokers/embedded-cluster.js';
export type { BrokerNode, BrokerState } from './brokers/broker-node.js';
export type { ListenerName } from './brokers/node-ports.js';
export { BrokerStartError, KafkaUnavailableError } from './embedded-kafka.errors.js';
export type { SecuredListener } from './security/secured-listeners.js';
export type { RunningKafka } from './sources/kafka-source.port.js';
export { startKafka, type StartKafkaOptions } from './start-kafka.js';
