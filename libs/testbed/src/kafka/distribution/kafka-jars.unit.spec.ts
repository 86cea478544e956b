import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { jarFolder, whyNoJars } from './kafka-jars.js';
import { repositoryPaths } from './repository.js';

describe('the jars that are fetched beside the installation', () => {
  it('come to where they are looked for', async () => {
    const paths = repositoryPaths();
    const script = join(dirname(paths.cacheFolder), 'scripts', 'kafka-jars.mjs');
    const said = execFileSync(process.execPath, [script], { encoding: 'utf8' });
    expect(said).toBe(`${await jarFolder(paths)}\n`);
  });
});

describe('whyNoJars', () => {
  it('names Maven where it is not installed', () => {
    expect(whyNoJars({ kind: 'not-found' })).toBe(
      'Maven, which fetches Apache Kafka’s jars, is not installed',
    );
  });

  it('gives Maven’s first error, and no more of its output', () => {
    const output =
      '[INFO] Scanning\n[ERROR] Could not transfer artifact: Unknown host\n[ERROR] To see the full stack trace';
    expect(whyNoJars({ kind: 'failed', output })).toBe(
      'Maven could not fetch Apache Kafka’s jars (Could not transfer artifact: Unknown host)',
    );
  });

  it('says so where Maven gave no reason', () => {
    expect(whyNoJars({ kind: 'failed', output: '' })).toMatch(/it gave no reason/);
  });
});
