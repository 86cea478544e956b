import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { ServiceDiedError } from '../sandbox.errors.js';
import { LogTail } from './log-tail.js';

const LINES_OF_LOG = 20;
const ENTRY = join(import.meta.dirname, '../../../revoker/src/main.js');
const GUARD = join(import.meta.dirname, '../../../../libs/testbed/src/parent-guard.js');

export interface ServiceOptions {
  /** All of it: nothing of the shell gets through but what is in here. */
  readonly env: Readonly<Record<string, string>>;
  /** Where both of its streams go. */
  readonly logFile: string;
  /** After SIGTERM; then it is killed. Milliseconds. */
  readonly stopDeadlineMs: number;
}

/** The real service, as a process of its own. */
export class ServiceProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #log: WriteStream;
  readonly #tail = new LogTail(LINES_OF_LOG);
  readonly #ended = new AbortController();
  readonly #closed: Promise<void>;
  readonly #stopDeadlineMs: number;

  constructor({ env, logFile, stopDeadlineMs }: ServiceOptions) {
    this.#stopDeadlineMs = stopDeadlineMs;
    this.#log = createWriteStream(logFile, { mode: 0o600 });
    this.#child = spawn(process.execPath, ['--enable-source-maps', '--import', GUARD, ENTRY], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: a terminal's Ctrl-C would reach it as well, and our SIGTERM would be its second signal.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#tail.add(text);
        this.#log.write(text);
      });
    }
    this.#closed = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#ended.abort(new ServiceDiedError(how, this.lastLines()));
        resolve();
      };
      this.#child.once('error', (error) => end(error.message));
      // Not "exit": by now its streams have been read to their ends.
      this.#child.once('close', (code, signal) => end(signal ?? `exit code ${code ?? 'unknown'}`));
    });
  }

  /** Aborted with a ServiceDiedError when it ends, for whatever reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  lastLines(): readonly string[] {
    return this.#tail.lines();
  }

  killAtOnce(): void {
    this.#child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.ended.aborted) {
      this.#child.kill('SIGTERM');
      const deadline = setTimeout(() => this.killAtOnce(), this.#stopDeadlineMs);
      await this.#closed;
      clearTimeout(deadline);
    }
    await new Promise((resolve) => this.#log.end(resolve));
  }
}
