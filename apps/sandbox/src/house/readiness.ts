import { SandboxError } from '../sandbox.errors.js';
import { holds, type WaitOptions } from '../waiting.js';

/** @throws SandboxError, with what the service says of itself, if it is not ready in time */
export async function untilReady(
  url: string,
  service: { lastLines(): readonly string[] },
  options: WaitOptions,
): Promise<void> {
  let said = 'nothing answers';
  const isReady = async (): Promise<boolean> => {
    try {
      const response = await fetch(url, { signal: options.signal });
      said = `${response.status} ${await response.text()}`;
      return response.ok;
    } catch {
      return false;
    }
  };
  if (!(await holds(isReady, options))) {
    const seconds = Math.round(options.deadlineMs / 1000);
    const log = service.lastLines().join('\n');
    throw new SandboxError(
      `The service was not ready within ${seconds} s. ${url} says: ${said}\nThe end of its log:\n${log}`,
    );
  }
}
