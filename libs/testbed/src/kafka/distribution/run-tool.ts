import { execFile } from 'node:child_process';

export type ToolResult =
  | { readonly kind: 'ok'; readonly output: string }
  | { readonly kind: 'not-found' }
  /** `output` is what it printed, both streams together. */
  | { readonly kind: 'failed'; readonly output: string };

/** Runs a command to its end. Rejects only with the signal's reason. */
export const runTool = (
  command: string,
  args: readonly string[],
  options: { readonly signal: AbortSignal; readonly env?: NodeJS.ProcessEnv },
): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const { signal, env = process.env } = options;
    execFile(command, args, { signal, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (signal.aborted) {
        reject(signal.reason as Error);
      } else if (error === null) {
        resolve({ kind: 'ok', output });
      } else {
        resolve(error.code === 'ENOENT' ? { kind: 'not-found' } : { kind: 'failed', output });
      }
    });
  });
