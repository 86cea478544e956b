import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.js';
import { spawnGuarded } from './guarded-process.js';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..', '..');

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Starts a cluster, and says where. */
const CLUSTER = `
  import { EmbeddedCluster } from '#libs/testbed';
  const cluster = await EmbeddedCluster.start();
  console.log(JSON.stringify({ pid: cluster.node(1).pid, folder: cluster.folder }));
`;

/** The same with a program that starts sooner than a broker, and is guarded like one. */
const PROGRAM = `
  import { mkdtemp } from 'node:fs/promises';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { spawnGuarded } from './libs/testbed/src/kafka/brokers/guarded-process.ts';
  const folder = await mkdtemp(join(tmpdir(), 'guarded-process-'));
  const command = { command: 'sleep', args: ['600'], logFile: join(folder, 'log'), folder };
  const { pid } = await spawnGuarded(command);
  console.log(JSON.stringify({ pid, folder }));
  setInterval(() => undefined, 60_000);
`;

/** A process of its own that never ends by itself. */
const startOwner = async (script: string): Promise<{ owner: ChildProcess; pid: number; folder: string }> => {
  const hooks = ['support/resolve-sources.ts', 'runner/transpile.ts'].flatMap((hook) => [
    '--import',
    join(REPOSITORY, 'test', hook),
  ]);
  const owner = spawn(process.execPath, ['--no-warnings', ...hooks, '--input-type=module', '-e', script], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(owner, 'exit').then(([code]) => {
    throw new Error(`The owner ended with ${String(code)}.`);
  });
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(owner.stdout, 'data'), ended])) as [Buffer];
  return { owner, ...(JSON.parse(line.toString()) as { pid: number; folder: string }) };
};

describe('what its owner leaves behind', () => {
  const cases = [
    { what: 'a broker', script: CLUSTER, end: 'killed (kill -9)', signal: 'SIGKILL' },
    { what: 'a guarded program', script: PROGRAM, end: 'killed (kill -9)', signal: 'SIGKILL' },
    { what: 'a guarded program', script: PROGRAM, end: 'terminated', signal: 'SIGTERM' },
    { what: 'a guarded program', script: PROGRAM, end: 'interrupted (Ctrl-C)', signal: 'SIGINT' },
  ] as const;

  it.each(cases)('$what ends, and its data with it, when the owner was $end', async ({ script, signal }) => {
    const { owner, pid, folder } = await startOwner(script);
    expect(isAlive(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);

    owner.kill(signal);
    await once(owner, 'exit');
    await eventually('it has ended', () => !isAlive(pid));
    await eventually('its data are gone', () => !existsSync(folder));
  });
});

describe('spawnGuarded', () => {
  const folders: string[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'guarded-process-'));
    folders.push(folder);
    return folder;
  };
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('keeps the folder when the program ends before its owner', async () => {
    const folder = await newFolder();
    const logFile = join(folder, 'log');
    const program = await spawnGuarded({ command: 'sh', args: ['-c', 'echo said; exit 3'], logFile, folder });
    expect(await program.exited).toBe(3);
    expect(existsSync(logFile)).toBe(true);
  });

  it('tells the code of a program that was killed', async () => {
    const folder = await newFolder();
    const logFile = join(folder, 'log');
    const program = await spawnGuarded({ command: 'sleep', args: ['60'], logFile, folder });
    process.kill(program.pid, 'SIGKILL');
    expect(await program.exited).toBe(128 + 9);
  });
});
