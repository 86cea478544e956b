import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

/**
 * Makes a folder appear with all of its content or not at all: it is filled under a temporary name
 * beside its place and renamed at the end. Two processes may both do the work; the first to publish
 * wins and both use its result, so there is no lock that a crash could leave behind.
 */
export class StagingFolder implements AsyncDisposable {
  readonly path: string;
  readonly #destination: string;

  private constructor(path: string, destination: string) {
    this.path = path;
    this.#destination = destination;
  }

  static async for(destination: string): Promise<StagingFolder> {
    const parent = dirname(destination);
    const path = join(parent, `.${basename(destination)}-${randomUUID()}.tmp`);
    await mkdir(path, { recursive: true });
    await removeAbandoned(parent);
    return new StagingFolder(path, destination);
  }

  async publish(): Promise<void> {
    try {
      await rename(this.path, this.#destination);
    } catch (error) {
      if (!isLostRace(error)) {
        throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

const isLostRace = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
};

/** What processes left that were killed while they filled one. */
const removeAbandoned = async (parent: string): Promise<void> => {
  const names = (await readdir(parent)).filter((name) => name.startsWith('.') && name.endsWith('.tmp'));
  await Promise.all(
    names.map(async (name) => {
      const path = join(parent, name);
      const modified = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      if (Date.now() - modified > ABANDONED_AFTER_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }),
  );
};
