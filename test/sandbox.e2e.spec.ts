import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const BUILT = join(import.meta.dirname, '../dist/apps/sandbox/src');
const TIMEOUT_MS = 150_000;
/** What must not be obeyed, and whose values must not be shown. */
const FOREIGN = { KAFKA_BROKERS: 'production.example:9092', PINGONE_CLIENT_SECRET: 'canary-of-the-shell' };

/** A program of the sandbox, in a folder of its own. */
class Run {
  output = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;

  constructor(program: string, args: readonly string[], cwd: string) {
    this.#child = spawn(process.execPath, [join(BUILT, program), ...args], {
      cwd,
      env: { ...process.env, ...FOREIGN },
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
  const start = (program: string, ...args: readonly string[]): Run => {
    const run = new Run(program, args, folder);
    runs.push(run);
    return run;
  };
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
      const sandbox = start('main.js', '--once');
      const code = await sandbox.exitCode();
      expect(sandbox.output).toMatch(/All \d+ samples ended as expected\./);
      expect(code).toBe(0);
      expect(sandbox.output).toMatch(/^Ignored, .*KAFKA_BROKERS, PINGONE_CLIENT_SECRET$/m);
      expect(sandbox.output).not.toContain('canary-of-the-shell');
      expect(await readdir(folder)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'shows what becomes of an event that somebody else publishes, until it is interrupted',
    async () => {
      const sandbox = start('main.js', '--rate', '5');
      await sandbox.says(/Ctrl-C stops everything/);
      const event = join(folder, '.sandbox', 'event.json');
      const publisher = start('publish.js', '--topic', 'user.deprovisioned', '--file', event);
      expect(await publisher.exitCode()).toBe(0);
      await sandbox.says(/completed .* an event of your own .* OATH 2 of 2/);
      sandbox.interrupt();
      expect(await sandbox.exitCode()).toBe(0);
      expect(await readdir(folder)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('answers a flag that it does not know with one sentence and how it is used', async () => {
    const sandbox = start('main.js', '--onec');
    expect(await sandbox.exitCode()).toBe(2);
    expect(sandbox.output).toMatch(/^Unknown option '--onec'\.\n\nUsage: /);
  });

  it('has to run before something can be published to it', async () => {
    const publisher = start('publish.js', '--topic', 'user.deprovisioned', '--file', 'event.json');
    expect(await publisher.exitCode()).toBe(1);
    expect(publisher.output).toMatch(
      /^No sandbox runs in this folder .*: start one with "npm run sandbox"\.\n$/,
    );
  });
});
