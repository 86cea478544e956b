import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatedApplication } from './simulated-application.js';

/** Only the owner may read it: these are secrets of a simulator, but habits are formed on those. */
const PRIVATE = { mode: 0o600 };

/** All that authenticate with a key do so with the same one. */
export const CLIENT_KEY_FILE = 'client-key.pem';

/**
 * Writes what `PINGONE_APPLICATIONS_FILE` is to point at: `applications.json` and
 * the private key, in one directory, which is made if need be.
 *
 * @returns the path of `applications.json`.
 */
export async function writeApplicationsFile(
  directory: string,
  applications: readonly SimulatedApplication[],
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const entries = [];
  for (const { privateKeyPem, ...application } of applications) {
    if (privateKeyPem === undefined) {
      entries.push(application);
    } else {
      await writeFile(join(directory, CLIENT_KEY_FILE), privateKeyPem, PRIVATE);
      entries.push({ ...application, privateKeyFile: CLIENT_KEY_FILE });
    }
  }
  const file = join(directory, 'applications.json');
  await writeFile(file, `${JSON.stringify({ applications: entries }, null, 2)}\n`, PRIVATE);
  return file;
}
