/**
 * Native ESM (NODE_OPTIONS=--experimental-vm-modules), swc for speed and for
 * the decorator metadata that Nest's injection needs.
 *
 * @type {import('jest').Config}
 */
const shared = {
  testEnvironment: 'node',
  // "#libs/*" resolves to the sources, never to a stale build.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  maxWorkers: 2,
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
