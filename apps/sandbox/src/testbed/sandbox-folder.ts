import { rmSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../sandbox.errors.js';

/** In the current folder, which npm makes that of the project. */
export const SANDBOX_FOLDER = '.sandbox';
const PROCESS_ID = 'pid';

/**
 * Everything that the sandbox writes. It holds secrets, if only of a simulated
 * PingOne, and is for its owner's eyes. One sandbox has it at a time.
 */
export class SandboxFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** @throws SandboxError where another sandbox has it; one that was killed has left it behind, which does no harm. */
  static async claim(parent: string): Promise<SandboxFolder> {
    const path = join(parent, SANDBOX_FOLDER);
    const owner = await ownerOf(path);
    if (owner !== undefined && isAlive(owner)) {
      throw new SandboxError(
        `A sandbox is running in this folder already (process ${owner}): stop it first.`,
      );
    }
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { mode: 0o700 });
    const folder = new SandboxFolder(path);
    await folder.write(PROCESS_ID, String(process.pid));
    return folder;
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** @returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = this.pathOf(name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  }

  removeAtOnce(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

async function ownerOf(path: string): Promise<number | undefined> {
  const text = await readFile(join(path, PROCESS_ID), 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
