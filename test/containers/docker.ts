import { execFile, spawnSync } from 'node:child_process';

export interface DockerAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of the docker command, which finds the engine as its user has set it up. */
export function docker(...args: readonly string[]): Promise<DockerAnswer> {
  return new Promise((resolve) => {
    execFile('docker', args, { maxBuffer: 64 * 1_048_576 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** What a call prints. @throws if it fails. */
export async function dockerOutput(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await docker(...args);
  if (exitCode !== 0) {
    throw new Error(`docker ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  }
  return stdout.trim();
}

/** For decisions that are made before any test runs. */
export function succeeds(command: string, args: readonly string[], timeoutMs: number): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: timeoutMs }).status === 0;
}
