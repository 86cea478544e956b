import { join } from 'node:path';
import { runTool } from './run-tool.js';

/** Brokers of Kafka 4 need it (KIP-1013). */
const OLDEST_JAVA = 17;

export type JavaSearch =
  | { readonly kind: 'found'; readonly command: string; readonly release: string }
  /** A clause for the middle of a sentence. */
  | { readonly kind: 'missing'; readonly reason: string };

/** The JAVA_HOME's, else the PATH's; whichever is new enough. */
export const findJava = async (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<JavaSearch> => {
  const home = env['JAVA_HOME'];
  const commands = [...(home === undefined || home === '' ? [] : [join(home, 'bin', 'java')]), 'java'];
  const tooOld: string[] = [];
  for (const command of commands) {
    const result = await runTool(command, ['-version'], { signal });
    const release = result.kind === 'ok' ? parseJavaRelease(result.output) : undefined;
    if (release === undefined) {
      continue;
    }
    if (majorOf(release) >= OLDEST_JAVA) {
      return { kind: 'found', command, release };
    }
    tooOld.push(release);
  }
  return {
    kind: 'missing',
    reason:
      tooOld[0] === undefined
        ? `Java ${OLDEST_JAVA} or newer is not installed`
        : `the Java that is installed (${tooOld[0]}) is older than ${OLDEST_JAVA}`,
  };
};

/** From what `java -version` prints; before Java 9 releases were called 1.x. */
export const parseJavaRelease = (output: string): string | undefined => /version "([^"]+)"/.exec(output)?.[1];

export const majorOf = (release: string): number => {
  const [first = '0', second = '0'] = release.split('.');
  return Number.parseInt(first === '1' ? second : first, 10);
};
