import { join } from 'node:path';
import type { Environment, ReadFile } from '#libs/settings';

/** Which installation a command is about, and where that was said. */
export interface Installation {
  readonly source: 'environment' | 'sandbox';
  readonly env: Environment;
}

const CONNECTION_FILE = join('.sandbox', 'connection.json');

/**
 * The environment where it names brokers; else the sandbox that runs in this
 * folder, whole: nothing of the shell is mixed in, it may point at production.
 */
export function chooseInstallation(
  env: Environment,
  folder: string,
  readFile: ReadFile,
  isAlive: (processId: number) => boolean,
): Installation {
  const fromShell = { source: 'environment', env } as const;
  if (env['KAFKA_BROKERS']?.trim()) {
    return fromShell;
  }
  const connection = readConnection(join(folder, CONNECTION_FILE), readFile);
  return connection && isAlive(connection.processId)
    ? { source: 'sandbox', env: connection.environment }
    : fromShell;
}

interface Connection {
  readonly processId: number;
  readonly environment: Environment;
}

/** Undefined where there is no sandbox, or its file is half written. */
function readConnection(path: string, readFile: ReadFile): Connection | undefined {
  try {
    const { processId, environment } = JSON.parse(readFile(path)) as Partial<Connection>;
    return typeof processId === 'number' && typeof environment === 'object'
      ? { processId, environment }
      : undefined;
  } catch {
    return undefined;
  }
}
