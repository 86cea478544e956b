/** What the benchmark tells the baseline by its environment. */
const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set`);
  }
  return value;
};

export const settings = {
  brokers: setting('KAFKA_BROKERS').split(','),
  groupId: setting('KAFKA_GROUP_ID'),
  topicUserDeprovisioned: setting('TOPIC_USER_DEPROVISIONED'),
  topicSessionTerminated: setting('TOPIC_SESSION_TERMINATED'),
  topicCompleted: setting('TOPIC_REVOCATION_COMPLETED'),
  partitionsAtATime: Number(setting('PARTITIONS_AT_A_TIME')),
  apiUrl: setting('PINGONE_API_URL'),
  authUrl: setting('PINGONE_AUTH_URL'),
  environmentId: setting('PINGONE_ENVIRONMENT_ID'),
  clientId: setting('PINGONE_CLIENT_ID'),
  clientSecret: setting('PINGONE_CLIENT_SECRET'),
  applicationsFile: setting('PINGONE_APPLICATIONS_FILE'),
} as const;
