import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../eventually.js';
import { spawnGuarded } from './guarded-process.js';

const TIMEOUT_MS = 60_000;
const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..', '..');

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A process of its own that starts a cluster, says where, and never ends by itself. */
const startOwner = async (): Promise<{ owner: ChildProcess; pid: number; folder: string }> => {
  const script = `
    import { EmbeddedCluster } from '#libs/testbed';
    const cluster = await EmbeddedCluster.start();
    console.log(JSON.stringify({ pid: cluster.node(1).pid, folder: cluster.folder }));
  `;
  const hooks = join(REPOSITORY, 'test', 'support', 'resolve-sources.ts');
  const owner = spawn(
    process.execPath,
    [
      '--experimental-transform-types',
      '--no-warnings',
      '--import',
      hooks,
      '--input-type=module',
      '-e',
      script,
    ],
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  return { owner, ...(JSON.parse(line.toString()) as { pid: number; folder: string }) };
};

describe('a broker whose owner is gone', () => {
  const cases = [
    { end: 'killed (kill -9)', signal: 'SIGKILL' },
    { end: 'terminated', signal: 'SIGTERM' },
    { end: 'interrupted (Ctrl-C)', signal: 'SIGINT' },
  ] as const;

  it.each(cases)(
    'ends, and its data with it, when the owner was $end',
    async ({ signal }) => {
      const { owner, pid, folder } = await startOwner();
      expect(isAlive(pid)).toBe(true);
      expect(existsSync(folder)).toBe(true);

      owner.kill(signal);
      await once(owner, 'exit');
      await eventually('the broker has ended', () => !isAlive(pid));
      await eventually('its data are gone', () => !existsSync(folder));
    },
    TIMEOUT_MS,
  );
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
