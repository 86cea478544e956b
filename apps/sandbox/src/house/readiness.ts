import type { Simulator } from '#libs/testbed';
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

/**
 * The service is ready before its index of OATH tokens is; what the index alone
 * can tell would be a matter of luck until then.
 *
 * @throws SandboxError if the service has not read it in time
 */
export async function untilIndexed(
  { state, environmentIds }: Pick<Simulator, 'state' | 'environmentIds'>,
  options: WaitOptions,
): Promise<void> {
  const pagesRead = (): number => state.requests().byOperation['list-oath-tokens']?.byStatus['200'] ?? 0;
  if (!(await holds(() => pagesRead() >= environmentIds.length, options))) {
    const seconds = Math.round(options.deadlineMs / 1000);
    throw new SandboxError(`The service did not read the OATH tokens of PingOne within ${seconds} s.`);
  }
}
