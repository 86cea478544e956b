export { isBrokerAddress } from './broker-address.js';
export { contentOf, secretText, type ReadFile } from './files.js';
export { Findings, type Problem } from './findings.js';
export { kafkaSecurity, SASL_MECHANISMS, type SaslMechanism } from './kafka-security.js';
export { endpointsOf, REGIONS, type Region } from './pingone-regions.js';
export {
  checkTopicsDiffer,
  TOPIC_PATTERN,
  TOPIC_SETTINGS,
  type TopicName,
  type TopicSetting,
} from './topic-settings.js';
export { AUTH_METHODS, workerCredentials, type AuthMethod } from './worker-credentials.js';
