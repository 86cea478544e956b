import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The images of others that Dockerfile and docker-compose.yml name. */
export const NODE_IMAGE = only('Dockerfile', /^ARG NODE_IMAGE=(\S+)$/m);
export const KAFKA_IMAGE = only('docker-compose.yml', /^ +image: (apache\/kafka:\S+)$/m);

function only(file: string, pattern: RegExp): string {
  const [, found] = pattern.exec(readFileSync(join(ROOT, file), 'utf8')) ?? [];
  if (found === undefined) {
    throw new Error(`${file} has nothing like ${String(pattern)}`);
  }
  return found;
}
