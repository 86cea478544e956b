import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '../../..');
/** Ends a child when this process is gone, kill -9 included. */
const GUARD = join(DIST, 'libs/testbed/src/parent-guard.js');
const LAST_CHARACTERS = 3_000;

export interface ChildOptions {
  /** Below `dist/`. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** All of it, beside PATH: nothing of the shell reaches what is measured. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where both of its streams go. */
  readonly logFile: string;
  /** From SIGTERM to SIGKILL, in milliseconds. */
  readonly stopDeadlineMs?: number;
}

/** A built part of the product in a process of its own, so that its CPU and memory are nobody else's. */
export class BenchedProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #stopDeadlineMs: number;
  readonly logFile: string;

  constructor({ entry, args = [], nodeArgs = [], env = {}, logFile, stopDeadlineMs = 15_000 }: ChildOptions) {
    this.#stopDeadlineMs = stopDeadlineMs;
    this.logFile = logFile;
    const log = openSync(logFile, 'a', 0o600);
    this.#child = spawn(process.execPath, [...nodeArgs, '--import', GUARD, join(DIST, entry), ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    closeSync(log);
    this.#exited = once(this.#child, 'exit');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Everything it has printed so far. */
  output(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** @throws with its last lines if it has ended */
  assertRunning(): void {
    if (!this.isRunning) {
      throw new Error(`A process ended before its time. ${this.output().slice(-LAST_CHARACTERS)}`);
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.isRunning) {
      this.#child.kill(signal);
    }
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), this.#stopDeadlineMs);
    await this.#exited;
    clearTimeout(deadline);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
