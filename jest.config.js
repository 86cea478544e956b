import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What V8 makes of the modules is kept: workers, and the programs that tests start, inherit where.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');
enableCompileCache(process.env['NODE_COMPILE_CACHE']);

/** @type {import('jest').Config} */
const shared = {
  // Node itself loads the sources (test/runner): once for all test files of a worker.
  testEnvironment: '<rootDir>/test/runner/native-environment.ts',
  runtime: '<rootDir>/test/runner/native-runtime.ts',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

const withKafka = {
  ...shared,
  globalSetup: '<rootDir>/test/support/kafka.global-setup.ts',
  globalTeardown: '<rootDir>/test/support/kafka.global-teardown.ts',
};

export default {
  // Twice the cores that it is meant for: many tests wait for processes and brokers.
  maxWorkers: 4,
  testSequencer: '<rootDir>/test/runner/sequencer.ts',
  // For what hangs. How long a test takes says how busy the machine is, so none may set less.
  testTimeout: 900_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,test,bench}/**/*.unit.spec.ts'] },
    { ...withKafka, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,test}/**/*.int.spec.ts'] },
    { ...shared, displayName: 'containers', testMatch: ['<rootDir>/test/containers/*.container.spec.ts'] },
    { ...withKafka, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'] },
    // What measures a machine, or takes brokers and instances away: `npm run test:load`.
    { ...withKafka, displayName: 'load', testMatch: ['<rootDir>/{apps,libs,test}/**/*.load.spec.ts'] },
  ],
};
