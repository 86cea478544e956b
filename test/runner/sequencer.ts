import { statSync } from 'node:fs';

interface TestFile {
  readonly path: string;
}

/** What waits the longest, of each kind; the lines of a file say nothing of it. */
const LONG =
  /(waits|doubts|recovery|verdicts)\.e2e|(topic-trouble|membership)\.int|(exceptions|pingone-client|shutdown)\.unit/;
/** Processes and brokers are waited for, beside which the pure tests compute. */
const KINDS = ['.e2e.', '.int.', '.unit.'];

function rank({ path }: TestFile): number {
  const kind = KINDS.findIndex((name) => path.includes(name));
  return LONG.test(path) ? kind - KINDS.length : kind;
}

/** The longest first, so that none is left over when the other workers have nothing to do. */
class LongestFirst {
  sort(tests: readonly TestFile[]): readonly TestFile[] {
    const sizes = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    const size = ({ path }: TestFile): number => sizes.get(path) ?? 0;
    return [...tests].sort((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }

  /** For `--onlyFailures`, which remembers nothing here. */
  allFailedTests(tests: readonly TestFile[]): readonly TestFile[] {
    return tests;
  }

  cacheResults(): void {}
}

// Jest asks for a default export.
export { LongestFirst as default };
