import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ModernFakeTimers } from '@jest/fake-timers';
import './transpile.ts';
import '../support/resolve-sources.ts';
import { useGlobals, type JestGlobals } from './jest-globals.ts';

const require = createRequire(import.meta.url);
const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');
const ofJest = globalThis as unknown as Record<symbol, unknown>;

let runs = 0;

/**
 * What jest runs a test file with, by Node's own loader: the file is loaded anew, what it
 * imports only once for all files of a worker (`jest-runtime` has a registry of modules
 * for each). There is nothing to mock with; the house has no use for it.
 */
class NativeRuntime {
  readonly #timers: ModernFakeTimers;

  constructor(config: ConstructorParameters<typeof ModernFakeTimers>[0]['config']) {
    this.#timers = new ModernFakeTimers({ config, global: globalThis });
  }

  setGlobalsForRuntime(globals: Omit<JestGlobals, 'jest'>): void {
    const timers = this.#timers;
    const jest = {
      setTimeout: (ms: number) => (ofJest[TIMEOUT] = ms),
      useFakeTimers: timers.useFakeTimers.bind(timers),
      useRealTimers: timers.useRealTimers.bind(timers),
      setSystemTime: timers.setSystemTime.bind(timers),
      advanceTimersByTime: timers.advanceTimersByTime.bind(timers),
      advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
    };
    useGlobals({ ...globals, jest });
  }

  /** Of jest's own, with the state of a test file in it: loaded anew for each. */
  requireInternalModule(path: string): unknown {
    delete ofJest[TIMEOUT];
    delete ofJest[EVENT_HANDLERS];
    delete require.cache[require.resolve(path)];
    return require(path);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  async unstable_importModule(path: string): Promise<unknown> {
    runs += 1;
    return import(`${pathToFileURL(path).href}?run=${runs}`);
  }

  getSourceMaps(): ReadonlyMap<string, string> {
    return new Map();
  }

  getAllCoverageInfoCopy(): undefined {
    return undefined;
  }

  enterTestCode(): void {}
  leaveTestCode(): void {}

  teardown(): void {
    this.#timers.dispose();
  }
}

// Jest asks for a default export.
export { NativeRuntime as default };
