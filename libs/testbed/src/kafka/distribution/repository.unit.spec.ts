import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { KAFKA_VERSION } from '../kafka-version.js';
import { repositoryPaths } from './repository.js';

describe('repositoryPaths', () => {
  const root = join(import.meta.dirname, '..', '..', '..', '..', '..');

  it('finds the same files from the sources and from the compiled library', () => {
    const compiled = join(root, 'dist', 'libs', 'testbed', 'src', 'kafka', 'distribution');
    expect(repositoryPaths(compiled)).toEqual(repositoryPaths());
    expect(repositoryPaths().cacheFolder).toBe(join(root, '.kafka'));
  });

  it('finds a pom.xml of the version that the code names', async () => {
    const pom = await readFile(repositoryPaths().pom, 'utf8');
    expect(pom).toMatch(
      new RegExp(`<artifactId>kafka_2.13</artifactId>\\s*<version>${KAFKA_VERSION}</version>`),
    );
  });

  it('names the file that is missing outside of the repository', () => {
    expect(() => repositoryPaths('/')).toThrow('libs/testbed/pom.xml is in no folder above /');
  });
});
