import { succeeds } from './docker.js';

/** The older one is written in Python, and slow to load on a busy machine. */
const TIMEOUT_MS = 60_000;

/** How Compose is called here: as a plugin of docker, or as the command of its own that distributions have. */
export function composeCommand(): 'docker compose' | 'docker-compose' | undefined {
  if (succeeds('docker', ['compose', 'version'], TIMEOUT_MS)) {
    return 'docker compose';
  }
  return succeeds('docker-compose', ['version'], TIMEOUT_MS) ? 'docker-compose' : undefined;
}
