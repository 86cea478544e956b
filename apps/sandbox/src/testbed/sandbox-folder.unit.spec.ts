import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SandboxFolder } from './sandbox-folder.js';

/** Linux has no process with a greater number (PID_MAX_LIMIT), other systems have fewer. */
const NO_PROCESS = 4_194_305;

describe('the folder of a sandbox', () => {
  let parent = '';
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'sandbox-folder-'));
  });
  afterEach(async () => {
    await rm(parent, { recursive: true });
  });

  it('is for its owner alone, and so is what is written into it', async () => {
    await using folder = await SandboxFolder.claim(parent);
    const path = await folder.write('connection.json', '{}');
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is gone when the sandbox has ended', async () => {
    {
      await using folder = await SandboxFolder.claim(parent);
      await folder.write('event.json', '{}');
    }
    expect(await readdir(parent)).toEqual([]);
  });

  it('belongs to one sandbox at a time', async () => {
    await using folder = await SandboxFolder.claim(parent);
    await expect(SandboxFolder.claim(parent)).rejects.toThrow(
      `A sandbox is running in this folder already (process ${process.pid}): stop it first.`,
    );
    expect(await readdir(folder.path)).toEqual(['pid']);
  });

  it('is taken over from one that was killed', async () => {
    const killed = await SandboxFolder.claim(parent);
    await killed.write('event.json', 'stale');
    await writeFile(killed.pathOf('pid'), String(NO_PROCESS));
    await using folder = await SandboxFolder.claim(parent);
    expect(await readdir(folder.path)).toEqual(['pid']);
    expect(await readFile(folder.pathOf('pid'), 'utf8')).toBe(String(process.pid));
  });
});
