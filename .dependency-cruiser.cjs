/** The arrows of the house (docs/explanation/architecture.md), as rules that fail the build. */
const lib = (name) => `^libs/${name}/`;

/** @param {string} name @param {string[]} allowed */
const mayUseOnly = (name, allowed) => ({
  name: `${name}-uses-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: lib(name), pathNot: '(\\.spec\\.ts$|^libs/[^/]+/test/)' },
  to: { path: '^libs/', pathNot: [name, ...allowed].map(lib) },
});

/** @param {string} pkg @param {string} owner @param {string} why */
const onlyIn = (pkg, owner, why) => ({
  name: `${pkg}-only-in-${owner.replaceAll('/', '-')}`,
  comment: why,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: [`^${owner}/`, '\\.spec\\.ts$'] },
  to: { path: `node_modules/${pkg}/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-imports-apps',
      comment: 'The testbed starts the simulator, by its index, in this process or as one of its own.',
      severity: 'error',
      from: { path: '^libs/(?!testbed/)' },
      to: { path: '^apps/' },
    },
    {
      name: 'the-testbed-knows-the-simulator-only',
      severity: 'error',
      from: { path: lib('testbed') },
      to: { path: '^apps/', pathNot: '^apps/pingone-simulator/src/index\\.ts$' },
    },
    {
      name: 'tests-and-benchmark-start-programs-by-the-testbed',
      comment:
        'They meet the programs from outside. A spec may call what it is about, a command line or the composition of the service, in its own process.',
      severity: 'error',
      from: { path: '^(test|bench)/' },
      to: { path: '^apps/', pathNot: '^apps/(revoker/src/|revokerctl/(src|test)/)' },
    },
    {
      name: 'the-benchmark-starts-programs-by-the-testbed',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'tests-do-not-import-the-benchmark',
      severity: 'error',
      from: { path: '^(apps|libs|test)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'what-is-shipped-has-no-dev-dependencies',
      severity: 'error',
      from: {
        path: '^(apps/(revoker|revokerctl|pingone-simulator)|libs/(?!testbed/))',
        pathNot: '(\\.spec\\.ts$|/(test|testing|generator)/)',
      },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'apps-do-not-import-each-other',
      comment: 'The sandbox and the chaos suite start the others: they are their composition.',
      severity: 'error',
      from: { path: '^apps/(?!sandbox|chaos)([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'production-does-not-import-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|^(apps|libs)/[^/]+/test/)' },
      to: { path: '^(test/|.*\\.spec\\.ts$)' },
    },
    {
      name: 'libs-are-entered-by-their-index',
      severity: 'error',
      from: { path: '^(apps|test|bench)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)' },
    },
    mayUseOnly('contracts', ['kafka', 'redaction', 'observability']),
    {
      name: 'contracts-knows-types-of-kafka-only',
      comment: 'The record is one type; who validates an event needs no client of Kafka.',
      severity: 'error',
      from: { path: lib('contracts'), pathNot: '\\.spec\\.ts$' },
      to: { path: lib('kafka'), dependencyTypesNot: ['type-only'] },
    },
    mayUseOnly('revocation', ['contracts']),
    mayUseOnly('pingone', ['redaction', 'async', 'observability']),
    mayUseOnly('lanes', ['kafka', 'async', 'observability']),
    mayUseOnly('kafka', ['async', 'redaction', 'observability']),
    mayUseOnly('async', []),
    mayUseOnly('redaction', []),
    mayUseOnly('settings', ['pingone', 'kafka', 'redaction', 'async']),
    mayUseOnly('execution', [
      'revocation',
      'pingone',
      'lanes',
      'contracts',
      'async',
      'redaction',
      'observability',
    ]),
    mayUseOnly('operations', [
      'async',
      'lanes',
      'contracts',
      'revocation',
      'pingone',
      'kafka',
      'observability',
    ]),
    mayUseOnly('testbed', ['kafka', 'lanes', 'contracts', 'async', 'observability']),
    mayUseOnly('observability', ['redaction', 'async']),
    {
      name: 'kafkajs-only-in-libs-kafka',
      comment:
        'One library speaks to Kafka; the exit to another client is one folder. Chaos plays foreign clients.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: ['^libs/kafka/', '^apps/chaos/', '\\.spec\\.ts$'],
      },
      to: { path: 'node_modules/kafkajs/' },
    },
    onlyIn(
      'got',
      'libs/pingone',
      'A got error prints the Authorization header: it must not leave its library.',
    ),
    onlyIn(
      '@opentelemetry',
      'libs/observability',
      'Loaded only where traces are wanted; no other library knows the SDK.',
    ),
    {
      name: 'the-service-ships-no-broker',
      severity: 'error',
      from: {
        path: '^(apps/(revoker|revokerctl|pingone-simulator)|libs/(?!testbed))/',
        pathNot: '(\\.spec\\.ts$|^(apps|libs)/[^/]+/test/)',
      },
      to: { path: lib('testbed') },
    },
    {
      name: 'the-domain-does-no-io',
      comment: 'decide and evolve are pure: no Nest, no I/O, no clock of their own.',
      severity: 'error',
      from: { path: lib('revocation'), pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
