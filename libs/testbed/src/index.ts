export type { BrokerNode } from './kafka/brokers/broker-node.js';
export { EmbeddedCluster, type ClusterOptions } from './kafka/brokers/embedded-cluster.js';
export { BrokerStartError, KafkaUnavailableError } from './kafka/support/embedded-kafka.errors.js';
export { CertificateAuthority } from './kafka/security/certificate-authority.js';
export type { SecuredListener } from './kafka/security/secured-listeners.js';
export type { RunningKafka } from './kafka/sources/kafka-source.port.js';
export { startKafka } from './kafka/start-kafka.js';
export { numberOf, readCommandLine, tellUsage, type CommandLine } from './command-line.js';
export { EventLoopLag } from './event-loop-lag.js';
export { eventMessage, type EventTopic } from './event-message.js';
export { DeadlineError, eventually } from './eventually.js';
export { Interrupted, onInterruption } from './interruption.js';
export { judgeOutcomes } from './judge-outcomes.js';
export { Metrics } from './metrics.js';
export {
  ProgramEndedError,
  ProgramProcess,
  type ProgramEnd,
  type ProgramOptions,
} from './program-process.js';
export { firstAboveLimit } from './rate-limit.js';
export { freePort, ServiceProcess, type ServiceOptions } from './service-process.js';
export {
  connectionSettings,
  pingoneSettings,
  sealingKeySetting,
  serviceEnvironment,
  type Settings,
} from './service-settings.js';
export { SimulatorClient } from './simulator-client.js';
export { SimulatorProcess } from './simulator-process.js';
export {
  startSimulator,
  type BehaviourChange,
  type Deletion,
  type Effect,
  type EndedSession,
  type IssuedToken,
  type IssuedTokens,
  type JobReport,
  type OperationPattern,
  type Rule,
  type Seeded,
  type SeededOathToken,
  type SeededUser,
  type SeedRequest,
  type SimulatedApplication,
  type Simulator,
  type SimulatorOptions,
  type State,
  type StateSummary,
  type Submit,
  type TokenRequest,
  type TokenRevocation,
  type TrafficReport,
  type UserSeed,
} from './simulator.js';
export { oathStep, Testbed, type TestEvent } from './testbed.js';
export { TopicRecorder } from './topic-recorder.js';
export { byDefaultName, createTopics, topicSettings, topicsOf, uniqueName, type Topics } from './topics.js';
export { createWorkload, publishWorkload } from './workload.js';
