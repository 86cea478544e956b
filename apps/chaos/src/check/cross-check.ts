import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Place } from './observed.js';

const ROOT = dirname(findPackageJSON(import.meta.url) ?? '');
const PROGRAM = join(ROOT, 'apps', 'chaos', 'src', 'check', 'ReadCommitted.java');
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/**
 * What Kafka's own Java client sees of the same topics: a checker that reads
 * with the library it checks might be blind where that is. Needs a JDK.
 *
 * @returns how its view differs from ours; empty if it does not
 */
export async function crossCheck(
  brokers: readonly string[],
  topics: readonly string[],
  { ours, signal }: { readonly ours: readonly Place[]; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const args = ['-cp', `${await jarFolder()}/*`, PROGRAM, brokers.join(), ...topics];
  const { stdout } = await promisify(execFile)('java', args, { maxBuffer: LONGEST_OUTPUT, signal });
  const theirs = new Set(stdout.split('\n').filter((line) => line !== ''));
  const own = new Set(ours);
  return [
    ...[...theirs].filter((place) => !own.has(place)).map((place) => `only the Java client sees ${place}`),
    ...[...own].filter((place) => !theirs.has(place)).map((place) => `the Java client does not see ${place}`),
  ];
}

/** Where the embedded broker has its jars from: a run that has started one has them. */
async function jarFolder(): Promise<string> {
  const cache = join(ROOT, '.kafka');
  const folder = (await readdir(cache)).find((name) => name.startsWith('jars-'));
  if (folder === undefined) {
    throw new Error(`There are no jars of Kafka in ${cache}`);
  }
  return join(cache, folder);
}
