import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#libs/testbed';
import { measured } from '../../../test/support/measured.js';

const MAIN = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'dist/apps/chaos/src/main.js');

describe('a run of the chaos suite that is interrupted', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interrupted-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([
    { when: 'while Kafka starts', says: /^seed /m, signal: 'SIGTERM', exitCode: 143 },
    { when: 'while an instance is frozen', says: /zombie: injected/, signal: 'SIGINT', exitCode: 130 },
  ] as const)(
    'says so, ends soon and leaves no process and no file behind, $when',
    async ({ says, signal, exitCode }) => {
      const args = [
        '--faults',
        'zombie',
        '--seed',
        '1',
        '--processes',
        '2',
        '--lanes',
        '2',
        '--minutes',
        '1',
      ];
      // A process group of its own: all instances of the service are in it.
      const run = spawn(process.execPath, [MAIN, ...args], {
        detached: true,
        env: { ...process.env, TMPDIR: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      let printed = '';
      run.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      run.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
      const closed = once(run, 'close');
      await eventually(
        () => `it says ${String(says)}; it said:\n${said}`,
        () => says.test(said),
      );
      const at = performance.now();
      run.kill(signal);

      expect({ ended: await closed, said }).toEqual({ ended: [exitCode, null], said: expect.any(String) });
      measured('an interrupted run', { 'ended after': `${Math.round(performance.now() - at)} ms` });
      expect(said.split('\n').slice(-2)).toEqual([
        `Interrupted by ${signal}: the run is given up, and everything that it started is ended.`,
        '',
      ]);
      expect(printed).toBe('');
      expect(await readdir(folder)).toEqual([]);
      expect(await left({ group: run.pid ?? 0, folder })).toEqual([]);
    },
  );
});

/** Processes of the group, and brokers, which are in groups of their own. What has ended and waits to be reaped is not left. */
async function left({
  group,
  folder,
}: {
  readonly group: number;
  readonly folder: string;
}): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,stat=,args=']);
  return stdout.split('\n').filter((line) => {
    const [pgid = '', state = ''] = line.trim().split(/\s+/);
    return (Number(pgid) === group || line.includes(folder)) && !state.startsWith('Z');
  });
}
