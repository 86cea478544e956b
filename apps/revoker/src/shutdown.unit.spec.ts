import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '#libs/testbed';

/** Processes take their time to start on a busy machine. */
jest.setTimeout(30_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A real process: signals, exit codes and broken pipes cannot be had otherwise. */
const program = ({ close = '', deadlineMs = 10_000, then = '' }) => `
  import { createLogs } from '#libs/observability';
  import { Shutdown } from './apps/revoker/src/shutdown.ts';
  const log = createLogs({ level: 'info', form: 'json', service: 'test' })('main');
  const shutdown = Shutdown.install({ deadlineMs: ${deadlineMs}, log, close: async () => { ${close} } });
  const for_ever = setInterval(() => {}, 1_000);
  log.info({}, 'up');
  ${then}
`;

class Child {
  output = '';
  readonly process: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(source: string) {
    const flags = ['--import', './test/support/resolve-sources.ts', '--disable-warning=ExperimentalWarning'];
    this.process = spawn(process.execPath, [...flags, '--input-type=module', '--eval', source], {
      cwd: ROOT,
      env: {},
    });
    this.#exit = once(this.process, 'exit');
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  async says(text: string): Promise<void> {
    await eventually(
      () => `${text} in ${this.output}`,
      () => this.output.includes(text),
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  get hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  async exitCode(): Promise<unknown> {
    const [code, signal] = await this.#exit;
    return code ?? signal;
  }
}

describe('Shutdown', () => {
  let child: Child | undefined;

  const start = async (parts: Parameters<typeof program>[0] = {}): Promise<Child> => {
    child = new Child(program(parts));
    await child.says('up');
    return child;
  };

  afterEach(() => {
    const leaked = child !== undefined && !child.hasExited;
    child?.kill('SIGKILL');
    child = undefined;
    expect(leaked).toBe(false);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it in good order', async (signal) => {
    const service = await start({
      close: "log.info({}, 'closing'); await new Promise((resolve) => setTimeout(resolve, 50));",
    });
    service.kill(signal);
    expect(await service.exitCode()).toBe(0);
    expect(service.output).toMatch(new RegExp(`Received ${signal}.*closing.*Shut down`, 's'));
  });

  it('takes one Ctrl-C under npm, which arrives twice, for one signal', async () => {
    const service = await start({ close: 'await new Promise((resolve) => setTimeout(resolve, 50));' });
    service.kill('SIGINT');
    service.kill('SIGINT');
    expect(await service.exitCode()).toBe(0);
  });

  it('ends at once at a second signal', async () => {
    const service = await start({ close: 'await new Promise(() => {});' });
    await eventually('the process ends', () => {
      service.kill('SIGTERM');
      return service.hasExited;
    });
    expect(await service.exitCode()).toBe(143);
    expect(service.output).toContain('A second signal');
  });

  it('ends at its deadline although work is under way', async () => {
    const service = await start({ close: 'await new Promise(() => {});', deadlineMs: 50 });
    service.kill('SIGTERM');
    expect(await service.exitCode()).toBe(75);
    expect(service.output).toContain('The shutdown took longer than its deadline');
  });

  it('fails if closing fails, and prints the message alone', async () => {
    const service = await start({ close: "throw Object.assign(new Error('stuck'), { body: 'canary' });" });
    service.kill('SIGTERM');
    expect(await service.exitCode()).toBe(70);
    expect(service.output).toContain('stuck');
    expect(service.output).not.toContain('canary');
  });

  it('begins from within only once, with an exit code that says why', async () => {
    const then = "shutdown.begin('The consumer ended for good.', 70); shutdown.begin('And again.', 1);";
    const service = await start({ close: "log.info({}, 'closing');", then });
    expect(await service.exitCode()).toBe(70);
    expect(service.output.match(/closing/g)).toHaveLength(1);
    expect(service.output).not.toContain('And again');
  });

  it.each([
    ['an exception', "setTimeout(() => { throw Object.assign(new Error('a bug'), { token: 'canary' }); });"],
    ['a rejection', "void Promise.reject(Object.assign(new Error('a bug'), { token: 'canary' }));"],
  ])('ends at once at %s that is not caught, and prints it without its properties', async (_, then) => {
    const service = await start({ then });
    expect(await service.exitCode()).toBe(70);
    expect(service.output).toContain('a bug');
    expect(service.output).not.toContain('canary');
  });

  it('goes on when the reader of its output is gone', async () => {
    const service = await start({ close: "console.log('x'); console.error('x'); log.info({}, 'closing');" });
    service.process.stdout?.destroy();
    service.process.stderr?.destroy();
    service.kill('SIGTERM');
    expect(await service.exitCode()).toBe(0);
  });
});
