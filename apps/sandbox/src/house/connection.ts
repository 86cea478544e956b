import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../sandbox.errors.js';
import type { Topics } from './names.js';
import { SANDBOX_FOLDER } from './sandbox-folder.js';

export const CONNECTION_FILE = 'connection.json';

export interface Urls {
  readonly live: string;
  readonly ready: string;
  readonly metrics: string;
  /** The simulated PingOne: everything that it holds and has done. */
  readonly pingoneState: string;
}

/** How to reach a running sandbox. Holds the secrets of its simulated PingOne. */
export interface Connection {
  readonly processId: number;
  readonly brokers: readonly string[];
  /** By their default names. */
  readonly topics: Topics;
  readonly urls: Urls;
  /** Variables that make the service, or the command line, one of this sandbox. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @throws SandboxError where no sandbox runs */
export async function readConnection(parent: string): Promise<Connection> {
  const path = join(parent, SANDBOX_FOLDER, CONNECTION_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new SandboxError(
      `No sandbox runs in this folder (there is no ${SANDBOX_FOLDER}/${CONNECTION_FILE}): start one with "npm run sandbox".`,
    );
  }
  return JSON.parse(text) as Connection;
}
