import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const POM = join('libs', 'testbed', 'pom.xml');

export interface RepositoryPaths {
  readonly pom: string;
  readonly log4jConfiguration: string;
  /** Kept between runs, ignored by git. */
  readonly cacheFolder: string;
}

/** Found by walking up, because the compiled library lies in `dist/` while pom.xml does not. */
export const repositoryPaths = (from: string = import.meta.dirname): RepositoryPaths => {
  for (let folder = from; ; folder = dirname(folder)) {
    const pom = join(folder, POM);
    if (existsSync(pom)) {
      return {
        pom,
        log4jConfiguration: join(dirname(pom), 'log4j2.properties'),
        cacheFolder: join(folder, '.kafka'),
      };
    }
    if (dirname(folder) === folder) {
      throw new Error(`${POM} is in no folder above ${from}`);
    }
  }
};
