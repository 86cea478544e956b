import { registerHooks } from 'node:module';

const PLACE = Symbol.for('globals of the test file that runs');
const NAMES = ['describe', 'it', 'test', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'] as const;

/** What `@jest/globals` stands for in the test file that runs: each file has its own. */
export interface JestGlobals extends Readonly<Record<(typeof NAMES)[number], unknown>> {
  readonly expect: unknown;
  readonly jest: object;
}

const holder = globalThis as unknown as Record<symbol, JestGlobals>;

export function useGlobals(globals: JestGlobals): void {
  holder[PLACE] = globals;
}

/**
 * Looks at each use which file runs: the module itself is loaded once for all of them,
 * and so are the fixtures that import it.
 */
const MODULE = `
  const current = () => globalThis[Symbol.for(${JSON.stringify(PLACE.description)})];
  const of = (name) => new Proxy(function () {}, {
    apply: (_, __, args) => current()[name](...args),
    get: (_, key) => current()[name][key],
  });
  ${[...NAMES, 'expect', 'jest'].map((name) => `export const ${name} = of('${name}');`).join('\n')}
`;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === '@jest/globals'
      ? { url: 'jest-globals:', format: 'module', shortCircuit: true }
      : nextResolve(specifier, context),
  load: (url, context, nextLoad) =>
    url === 'jest-globals:'
      ? { format: 'module', source: MODULE, shortCircuit: true }
      : nextLoad(url, context),
});
