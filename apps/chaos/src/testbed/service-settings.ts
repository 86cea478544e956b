import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, serviceEnvironment, type Topics } from '#libs/testbed';

/** How impatient the service is: short enough for many faults in a few minutes. */
export const SESSION_TIMEOUT_MS = 6_000;
export const REQUEST_TIMEOUT_MS = 2_000;

export const GROUP_ID = 'chaos';

/** What all instances have in common. @param folder for the files that settings name */
export async function serviceSettings(options: {
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly simulator: Simulator;
  readonly lanes: number;
  readonly folder: string;
}): Promise<Readonly<Record<string, string>>> {
  const { brokers, topics, simulator, lanes, folder } = options;
  const sealingKey = join(folder, 'sealing.key');
  await writeFile(sealingKey, randomBytes(32).toString('base64'));
  return {
    ...serviceEnvironment({ brokers: brokers.join(), topics, groupId: GROUP_ID, simulator }),
    KAFKA_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
    LANES: String(lanes),
    TOPICS_CREATE: 'false',
    REVOKE_USER_SESSIONS: 'true',
    PINGONE_APPLICATIONS_FILE: await simulator.writeApplicationsFile(folder),
    TOKEN_SEALING_KEY_FILE: sealingKey,
    PINGONE_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    PINGONE_REQUESTS_PER_SECOND: '120',
    PINGONE_MAX_TOKENS_PER_JOB: '20',
  };
}
