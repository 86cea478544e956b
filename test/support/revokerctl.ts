import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../dist/apps/revokerctl/src/main.js');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RevokerctlOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly stdin?: string;
  /** Sends SIGINT as soon as something was printed. */
  readonly interrupt?: 'after-output';
}

/** Runs the built command line as a process of its own, with nothing of our environment but PATH. */
export async function revokerctl(args: readonly string[], options: RevokerctlOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--enable-source-maps', MAIN, ...args], {
    cwd: options.folder,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...options.env,
    },
  });
  if (options.interrupt) {
    child.stdout.once('data', () => child.kill('SIGINT'));
  }
  child.stdin.end(options.stdin ?? '');
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}
