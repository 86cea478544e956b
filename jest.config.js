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

export default {
  maxWorkers: 2,
  // For what hangs. How long a test takes says how busy the machine is.
  testTimeout: 180_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,test,bench}/**/*.unit.spec.ts'] },
    {
      ...shared,
      displayName: 'int',
      testMatch: ['<rootDir>/{apps,libs,test}/**/*.int.spec.ts'],
      globalSetup: '<rootDir>/test/support/kafka.global-setup.ts',
      globalTeardown: '<rootDir>/test/support/kafka.global-teardown.ts',
    },
    { ...shared, displayName: 'containers', testMatch: ['<rootDir>/test/containers/*.container.spec.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/test/support/kafka.global-setup.ts',
      globalTeardown: '<rootDir>/test/support/kafka.global-teardown.ts',
    },
  ],
};
