import type { Simulator } from '../simulator.js';

type Shown = Pick<
  Simulator,
  'apiUrl' | 'authUrl' | 'environmentId' | 'environmentIds' | 'worker' | 'applications' | 'seeded'
>;

/** What points the service here, ready for a shell. */
function variables(simulator: Shown, applicationsFile: string): readonly (readonly [string, string])[] {
  const { worker, environmentId, environmentIds } = simulator;
  const others = environmentIds.filter((id) => id !== environmentId);
  return [
    ['PINGONE_API_URL', simulator.apiUrl],
    ['PINGONE_AUTH_URL', simulator.authUrl],
    ['PINGONE_ENVIRONMENT_ID', environmentId],
    ...(others.length === 0 ? [] : [['PINGONE_ENVIRONMENTS', others.join(',')] as const]),
    ['PINGONE_CLIENT_ID', worker.clientId],
    ['PINGONE_CLIENT_SECRET', worker.clientSecret],
    ['PINGONE_CLIENT_AUTH_METHOD', worker.tokenEndpointAuthMethod],
    ['PINGONE_APPLICATIONS_FILE', applicationsFile],
  ];
}

export function banner(simulator: Shown, applicationsFile: string): string {
  const { apiUrl, authUrl, seeded, applications } = simulator;
  const [user] = seeded.users;
  const example =
    user === undefined
      ? []
      : [
          `  for example        user ${user.id} (${user.username}) with OATH token ${user.oathTokens[0]?.id ?? 'none'}`,
        ];
  return [
    'PingOne simulator: nothing here is PingOne, and no secret of it is worth keeping.',
    '',
    `  platform API       ${apiUrl}`,
    `  authorization      ${authUrl}`,
    `  state, behaviour   ${authUrl}/__state  ${authUrl}/__behaviour  (docs/reference/simulator.md)`,
    `  users              ${seeded.users.length}`,
    `  applications       ${applications.length}: ${authUrl}/__applications`,
    ...example,
    '',
    'The service finds it by these variables:',
    '',
    // The alphabet of the secrets has nothing that ends a single-quoted string.
    ...variables(simulator, applicationsFile).map(([name, value]) => `export ${name}='${value}'`),
    '',
  ].join('\n');
}
