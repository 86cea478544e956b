import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StagingFolder } from './staging-folder.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'staging-folder-'));
});
afterEach(() => rm(parent, { recursive: true }));

describe('a staging folder', () => {
  it('is seen under its name only when it is published', async () => {
    const destination = join(parent, 'jars');
    await using staging = await StagingFolder.for(destination);
    await writeFile(join(staging.path, 'a.jar'), 'a');
    expect(await readdir(parent)).not.toContain('jars');
    await staging.publish();
    expect(await readdir(parent)).toEqual(['jars']);
  });

  it('leaves nothing where it was not published', async () => {
    {
      await using staging = await StagingFolder.for(join(parent, 'jars'));
      await writeFile(join(staging.path, 'half.jar'), '');
    }
    expect(await readdir(parent)).toEqual([]);
  });

  it('gives way to another process that was faster', async () => {
    const destination = join(parent, 'jars');
    {
      await using slow = await StagingFolder.for(destination);
      await using fast = await StagingFolder.for(destination);
      await writeFile(join(fast.path, 'from'), 'fast');
      await writeFile(join(slow.path, 'from'), 'slow');
      await fast.publish();
      await slow.publish();
    }
    expect(await readdir(parent)).toEqual(['jars']);
    expect(await readFile(join(destination, 'from'), 'utf8')).toBe('fast');
  });

  it('clears away what a killed process left hours ago, and nothing that may be in use', async () => {
    const abandoned = join(parent, '.jars-1.tmp');
    await mkdir(abandoned);
    await mkdir(join(parent, '.jars-2.tmp'));
    await utimes(abandoned, 0, 0);
    {
      await using _staging = await StagingFolder.for(join(parent, 'jars'));
    }
    expect(await readdir(parent)).toEqual(['.jars-2.tmp']);
  });
});
