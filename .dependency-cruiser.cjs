/** The arrows of the house (docs/explanation/architecture.md), as rules that fail the build. */
const lib = (name) => `^libs/${name}/`;

/** @param {string} name @param {string[]} allowed */
const mayUseOnly = (name, allowed) => ({
  name: `${name}-uses-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: lib(name), pathNot: '\\.spec\\.ts$' },
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
    { name: 'nothing-imports-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-do-not-import-each-other',
      comment: 'The sandbox starts the others: it is their composition.',
      severity: 'error',
      from: { path: '^apps/(?!sandbox)([^/]+)/' },
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
    mayUseOnly('contracts', ['observability']),
    mayUseOnly('revocation', ['contracts']),
    mayUseOnly('pingone', ['observability']),
    mayUseOnly('lanes', ['observability']),
    mayUseOnly('settings', ['pingone', 'lanes', 'observability']),
    mayUseOnly('execution', ['revocation', 'pingone', 'lanes', 'contracts', 'observability']),
    mayUseOnly('embedded-kafka', ['lanes', 'observability']),
    mayUseOnly('observability', []),
    onlyIn('kafkajs', 'libs/lanes', 'One library speaks to Kafka; the exit to another client is one folder.'),
    onlyIn(
      'got',
      'libs/pingone',
      'A got error prints the Authorization header: it must not leave its library.',
    ),
    onlyIn(
      '@opentelemetry',
      'libs/observability',
      'Loaded only where traces are wanted; nobody else knows the SDK.',
    ),
    {
      name: 'the-service-ships-no-broker',
      severity: 'error',
      from: {
        path: '^(apps/(revoker|revokerctl|pingone-simulator)|libs/(?!embedded-kafka))/',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: lib('embedded-kafka') },
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
