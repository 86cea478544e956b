import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly kernel: string;
  readonly node: string;
}

export function machine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    node: process.version,
  };
}

/** Of the last minute: how much else was going on. */
export const loadAverage = (): number => loadavg()[0] ?? 0;

export interface Revision {
  readonly commit: string;
  /** Files that are not as in the commit; they were measured too. */
  readonly changed: readonly string[];
}

/** Of the sources; a build without a repository has none. */
export function revision(): Revision | undefined {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'bench', 'package-lock.json')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
    return { commit: git('rev-parse', 'HEAD').trim(), changed };
  } catch {
    return undefined;
  }
}
