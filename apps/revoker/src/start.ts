import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createLogs } from '#libs/observability';
import { ApplicationsFileError } from '#libs/pingone';
import { describeProblems } from '#libs/settings';
import type { Faults } from './composition/faults.port.js';
import { pingOneSettings } from './settings/settings.js';
import { EXIT_BAD_SETTINGS } from './exit-codes.js';
import { runService } from './run-service.js';
import { knownSecrets, loadSettings, type Settings } from './settings/index.js';

const refuse = (line: string): void => void process.stderr.write(line);

/**
 * Starts the service with the settings of the environment, or ends the process with all that is wrong with them.
 * @param faults for tests of recovery
 */
export async function start(faults?: Faults): Promise<void> {
  const loaded = loadSettings(process.env, (path) => readFileSync(path, 'utf8'));
  if (loaded.kind === 'problems') {
    refuse(
      'The service was not started. These settings are wrong (docs/reference/settings.md explains each):\n',
    );
    refuse(`${describeProblems(loaded.problems)}\n`);
    process.exit(EXIT_BAD_SETTINGS);
  }
  const { settings, warnings } = loaded;
  const pingone = readPingOneSettings(settings);
  const logs = createLogs({
    level: settings.logLevel,
    form: process.stdout.isTTY ? 'readable' : 'json',
    service: 'revoker',
    secrets: knownSecrets(settings, pingone.applications),
  });
  for (const { name, rule } of warnings) {
    logs('settings').warn({ setting: name }, `${name} ${rule}`);
  }
  await runService(settings, pingone, logs, faults);
}

function readPingOneSettings(settings: Settings): ReturnType<typeof pingOneSettings> {
  try {
    return pingOneSettings(settings, process.env);
  } catch (error) {
    if (!(error instanceof ApplicationsFileError)) {
      throw error;
    }
    refuse(`The service was not started: PINGONE_APPLICATIONS_FILE. ${error.message}\n`);
    process.exit(EXIT_BAD_SETTINGS);
  }
}
