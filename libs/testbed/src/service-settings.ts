import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topicSettings, type Topics } from './topics.js';

export type Settings = Readonly<Record<string, string>>;

/** What the service has to know of a simulated PingOne. */
export interface SimulatedPingOne {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly environmentId: string;
  readonly worker: { readonly clientId: string; readonly clientSecret: string };
}

/** What connects the service to a broker and to PingOne, with topics and a group of its own. */
export function connectionSettings(options: {
  readonly brokers: string;
  readonly topics: Topics;
  readonly groupId: string;
  /** As `pingoneSettings` has it, or as the simulator prints it. */
  readonly pingone: Settings;
}): Settings {
  return {
    KAFKA_BROKERS: options.brokers,
    KAFKA_GROUP_ID: options.groupId,
    TOPICS_CREATE: 'true',
    START_FROM: 'earliest',
    ...topicSettings(options.topics),
    ...options.pingone,
  };
}

/** Where PingOne is, and the worker application of the service. */
export function pingoneSettings(pingone: SimulatedPingOne): Settings {
  return {
    PINGONE_API_URL: pingone.apiUrl,
    PINGONE_AUTH_URL: pingone.authUrl,
    PINGONE_ENVIRONMENT_ID: pingone.environmentId,
    PINGONE_CLIENT_ID: pingone.worker.clientId,
    PINGONE_CLIENT_SECRET: pingone.worker.clientSecret,
  };
}

/** The settings of a service that is tested: quick to notice what happens, with more requests than a test needs. */
export function serviceEnvironment(options: {
  readonly brokers: string;
  readonly topics: Topics;
  readonly groupId: string;
  readonly simulator: SimulatedPingOne;
}): Record<string, string> {
  return {
    ...connectionSettings({ ...options, pingone: pingoneSettings(options.simulator) }),
    KAFKA_SESSION_TIMEOUT_MS: '6000',
    LANES: '4',
    PINGONE_REQUESTS_PER_SECOND: '200',
    PINGONE_REQUESTS_IN_FLIGHT: '50',
  };
}

/** Writes a new sealing key into a folder. @returns the setting that names it */
export async function sealingKeySetting(folder: string): Promise<Settings> {
  const file = join(folder, 'sealing.key');
  await writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return { TOKEN_SEALING_KEY_FILE: file };
}
