import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { ChildReport, ChildSettings } from './test-instance.child.spec.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** An instance in a process of its own: to be killed and frozen. */
export class TestChild implements AsyncDisposable {
  readonly effects: { readonly id: string; readonly at: number }[] = [];
  readonly log: string[] = [];
  lanes: readonly number[] = [];
  readonly #process: ChildProcess;

  constructor(settings: ChildSettings) {
    this.#process = spawn(
      process.execPath,
      [
        '--experimental-transform-types',
        '--disable-warning=ExperimentalWarning',
        '--import',
        join(ROOT, 'test/support/resolve-sources.ts'),
        join(import.meta.dirname, 'test-instance.child.spec.ts'),
      ],
      {
        cwd: ROOT,
        env: { ...process.env, NODE_OPTIONS: '', INSTANCE: JSON.stringify(settings) },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    if (this.#process.stdout) {
      createInterface(this.#process.stdout).on('line', (line) => this.#take(JSON.parse(line) as ChildReport));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
  }

  #take(report: ChildReport): void {
    switch (report.kind) {
      case 'effect':
        this.effects.push(report);
        return;
      case 'ready':
        this.lanes = report.lanes;
        return;
      case 'fatal':
      case 'log':
        this.log.push(`${Date.now()} ${report.message}`);
        return;
    }
  }
}
