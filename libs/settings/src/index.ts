export { type Environment, type ReadFile } from './files.js';
export { Findings, type Problem } from './findings.js';
export { kafkaSecurity } from './kafka-security.js';
export { pingOneEndpoints, pingOneEnvironments } from './pingone-endpoints.js';
export { describeProblems, inOrder, readSettings } from './read-settings.js';
export { checkRelations, checkTopicsDiffer } from './relations.js';
export { rateGroupLimits } from './table/rate-groups.js';
export type { Setting } from './table/setting.js';
export {
  SETTING_GROUPS,
  SETTING_NAMES,
  VARIABLE_NAMES,
  type SettingName,
  type SettingValue,
  type SettingValues,
} from './table/settings-table.js';
export { TOPIC_SETTINGS, type TopicName, type TopicSetting } from './table/topic-settings.js';
export { workerCredentials } from './worker-credentials.js';
