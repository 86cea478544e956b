import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { topicSettings } from '#libs/testbed';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { GROUP_ID } from '../testbed/service-settings.js';

const REVOKERCTL = fileURLToPath(new URL('../../../revokerctl/src/main.js', import.meta.url));

/** Runs the built revokerctl as operators do, and returns what it printed. Rejects where it does not exit with 0. */
export async function revokerctl(
  { kafka, topics }: ChaosTestbed,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    KAFKA_BROKERS: kafka.brokers.join(),
    KAFKA_GROUP_ID: GROUP_ID,
    ...topicSettings(topics),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [REVOKERCTL, ...args], { env, signal });
  return stdout;
}
