import tseslint from 'typescript-eslint';

const NAMED_EXPORTS = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: one name for one thing.',
};
const NO_ENUMS = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };
const MONOTONIC =
  'The wall clock may be set back or forward at any time: measure waits, budgets and ages with performance.now().';
const NO_WALL_CLOCK = [
  "MemberExpression[object.name='Date'][property.name='now']",
  "NewExpression[callee.name='Date'][arguments.length=0]",
].map((selector) => ({ selector, message: MONOTONIC }));

const NO_SLEEPS = [
  "AwaitExpression NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
  "ImportDeclaration[source.value='node:timers/promises'] ImportSpecifier[imported.name='setTimeout']",
].map((selector) => ({
  selector,
  message:
    'A time is long enough on one machine only: wait for a condition, or let a clock of the test pass.',
}));
const NO_STOPWATCH = {
  selector:
    "CallExpression[callee.property.name=/^toBeLess/] BinaryExpression[operator='-'] CallExpression[callee.object.name=/^(Date|performance)$/]",
  message:
    'How long something took says how busy the machine was: judge an order, or measure in a load test.',
};

/** What these files stamp is read by people or by other machines. */
const READ_THE_WALL_CLOCK = [
  'apps/revoker/src/composition/compose-service.ts',
  'apps/revokerctl/src/main.ts',
  'apps/revokerctl/src/commands/doctor/ask-once.ts',
  'libs/testbed/src/workload.ts',
  'libs/testbed/src/kafka/brokers/embedded-cluster.ts',
  'libs/testbed/src/kafka/distribution/staging-folder.ts',
  'libs/lanes/src/membership/freshness.ts',
  'libs/lanes/src/supervisor/lane-service.ts',
  'libs/kafka/src/write/writer.ts',
  'libs/pingone/src/clock.port.ts',
  'libs/pingone/src/http/pingone-http.ts',
  'libs/kafka/src/client/kafka-troubles.ts',
];

const rules = {
  curly: 'error',
  eqeqeq: 'error',
  'no-console': 'error',
  'no-restricted-syntax': ['error', NAMED_EXPORTS, NO_ENUMS],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/explicit-module-boundary-types': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // Nest modules are classes without members; a port's method may be async by contract.
  '@typescript-eslint/no-extraneous-class': 'off',
  '@typescript-eslint/require-await': 'off',
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.kafka/',
      'coverage/',
      'scripts/',
      '*.config.js',
      '*.config.cjs',
      '.dependency-cruiser*.cjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules,
  },
  {
    files: ['apps/revoker/src/**', 'apps/revokerctl/src/**', 'libs/*/src/**'],
    ignores: ['**/*.spec.ts', ...READ_THE_WALL_CLOCK],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, NO_ENUMS, ...NO_WALL_CLOCK] },
  },
  {
    files: ['**/*.{unit,int,e2e}.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', NAMED_EXPORTS, NO_ENUMS, ...NO_SLEEPS, NO_STOPWATCH] },
  },
  {
    files: [
      'apps/chaos/**',
      'apps/sandbox/**',
      'apps/revokerctl/**',
      'apps/pingone-simulator/src/main.ts',
      'test/**',
      'bench/**',
    ],
    rules: { 'no-console': 'off' },
  },
);
