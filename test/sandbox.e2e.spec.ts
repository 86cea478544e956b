import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const BUILT = join(import.meta.dirname, '../dist/apps');
const TIMEOUT_MS = 150_000;
/** What must not be obeyed, and whose values must not be shown. */
const FOREIGN = { KAFKA_BROKERS: 'production.example:9092', PINGONE_CLIENT_SECRET: 'canary-of-the-shell' };

/** A program of ours, in a folder of its own. */
class Run {
  output = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;

  constructor(
    app: 'sandbox' | 'revokerctl',
    args: readonly string[],
    { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {
    this.#child = spawn(process.execPath, [join(BUILT, app, 'src', 'main.js'), ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#child.emit('output');
      });
    }
    this.#closed = once(this.#child, 'close');
  }

  async exitCode(): Promise<unknown> {
    const [code] = await this.#closed;
    return code;
  }

  /** Resolves when it has said so; rejects if it ends before. */
  async says(what: RegExp): Promise<void> {
    const ended = this.#closed.then(() => {
      throw new Error(`It ended without saying ${String(what)}:\n${this.output}`);
    });
    // It is not awaited where that has been said already.
    ended.catch(() => undefined);
    while (!what.test(this.output)) {
      await Promise.race([once(this.#child, 'output'), ended]);
    }
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** For a test that failed half-way. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await this.#closed;
    }
  }
}

describe('the sandbox', () => {
  let folder = '';
  const runs: Run[] = [];
  const started = (run: Run): Run => {
    runs.push(run);
    return run;
  };
  const sandbox = (...args: readonly string[]): Run =>
    started(new Run('sandbox', args, { cwd: folder, env: FOREIGN }));
  const revokerctl = (...args: readonly string[]): Run =>
    started(new Run('revokerctl', args, { cwd: folder, env: { KAFKA_BROKERS: '' } }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  afterEach(async () => {
    await Promise.all(runs.splice(0).map((run) => run.end()));
    await rm(folder, { recursive: true });
  });

  it(
    'gets every sample answered as declared, ignores the shell, and leaves nothing behind',
    async () => {
      const run = sandbox('--once');
      const code = await run.exitCode();
      expect(run.output).toMatch(/All \d+ samples ended as expected\./);
      expect(code).toBe(0);
      expect(run.output).toMatch(/^Ignored, .*KAFKA_BROKERS, PINGONE_CLIENT_SECRET$/m);
      expect(run.output).not.toContain('canary-of-the-shell');
      expect(await readdir(folder)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'shows what becomes of an event that another program publishes, until it is interrupted',
    async () => {
      const run = sandbox('--rate', '5');
      await run.says(/Ctrl-C stops everything/);
      const publisher = revokerctl('publish', join('.sandbox', 'event.json'), '--wait');
      expect(await publisher.exitCode()).toBe(0);
      expect(publisher.output).toMatch(/ completed /);
      await run.says(/completed .* an event of your own .* OATH 2 of 2, sessions 1/);
      run.interrupt();
      expect(await run.exitCode()).toBe(0);
      expect(await readdir(folder)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('answers a flag that it does not know with one sentence and how it is used', async () => {
    const run = sandbox('--onec');
    expect(await run.exitCode()).toBe(2);
    expect(run.output).toMatch(/^Unknown option '--onec'\.\n\nUsage: /);
  });
});
