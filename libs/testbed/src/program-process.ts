import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Of the repository, also where this file itself was compiled into `dist`. */
const DIST = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'dist');
/** Ends the program when this process ends, whatever ends it. */
const GUARD = join(DIST, 'libs/testbed/src/parent-guard.js');
/** Where programs are, and where what V8 made of ours is kept, if anywhere. */
const INHERITED = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);
const LAST_LINES = 20;

export type ProgramEnd = number | NodeJS.Signals;

export interface ProgramOptions {
  /** Below `dist/`, or an absolute path. */
  readonly main: string;
  readonly args?: readonly string[];
  /** Of Node itself. */
  readonly nodeArgs?: readonly string[];
  /** All of it, beside PATH and the cache of compiled modules: nothing else of the shell reaches the program. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where both of its streams go; they are kept in memory unless set. */
  readonly logFile?: string;
  /** `own`: a terminal's Ctrl-C does not reach it, only what this process sends does. */
  readonly processGroup?: 'own' | 'shared';
  /** How long it may take to end by itself when it is disposed of; it is killed at once unless set. */
  readonly stopDeadlineMs?: number;
}

/** A program ended while it was needed. The message holds the end of its output. */
export class ProgramEndedError extends Error {
  override readonly name = 'ProgramEndedError';

  constructor(how: string, output: string) {
    const lines = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    super(
      `The program ended (${how}). ${lines === '' ? 'It printed nothing.' : `The end of its output:\n${lines}`}`,
    );
  }
}

/** A built program of this repository as a process of its own. It does not outlive this process. */
export class ProgramProcess implements AsyncDisposable {
  /** What it said on its channel. */
  readonly messages: unknown[] = [];
  /** Resolves when it has ended and its streams have been read to their ends. */
  readonly exited: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #ended = new AbortController();
  readonly #logFile: string | undefined;
  readonly #stopDeadlineMs: number;
  #printed = '';

  constructor(options: ProgramOptions) {
    const { args = [], nodeArgs = [], environment = {}, logFile, stopDeadlineMs = 0 } = options;
    this.#logFile = logFile;
    this.#stopDeadlineMs = stopDeadlineMs;
    const log = logFile === undefined ? 'pipe' : openSync(logFile, 'a', 0o600);
    const main = resolve(DIST, options.main);
    this.#child = spawn(
      process.execPath,
      ['--enable-source-maps', '--import', GUARD, ...nodeArgs, main, ...args],
      {
        env: { ...INHERITED, ...environment },
        stdio: ['ignore', log, log, 'ipc'],
        detached: options.processGroup === 'own',
      },
    );
    if (typeof log === 'number') {
      closeSync(log);
    }
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#printed += text));
    }
    this.#child.on('message', (message) => this.messages.push(message));
    this.exited = once(this.#child, 'close').then(([code, signal]: (ProgramEnd | null)[]) => {
      const end = signal ?? code ?? -1;
      const how = typeof end === 'number' ? `exit code ${end}` : end;
      this.#ended.abort(new ProgramEndedError(how, this.output));
      return end;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything that it has printed so far. */
  get output(): string {
    if (this.#logFile === undefined) {
      return this.#printed;
    }
    // Its folder may have been removed before it ended.
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
  }

  /** Aborted with a ProgramEndedError when it ends, for whatever reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Sends a signal; `exited` resolves when the process is gone. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends a message on its channel. */
  tell(message: object): void {
    this.#child.send(message);
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child.kill(signal);
    await this.exited;
  }

  /** SIGTERM, and SIGKILL where it has not ended after the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    const overdue = setTimeout(() => this.signal('SIGKILL'), deadlineMs);
    await this.kill('SIGTERM');
    clearTimeout(overdue);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stopDeadlineMs > 0 ? this.stop(this.#stopDeadlineMs) : this.kill();
  }
}
