/** A setting of the command: `--name`, or the environment variable. */
export interface Flag {
  readonly name: string;
  readonly variable: string;
  readonly placeholder: string;
  readonly meaning: string;
  readonly default?: string;
}

export const FLAGS = [
  {
    name: 'host',
    variable: 'SIMULATOR_HOST',
    placeholder: 'address',
    meaning: 'Address to listen at; 0.0.0.0 in a container.',
    default: '127.0.0.1',
  },
  {
    name: 'port',
    variable: 'SIMULATOR_PORT',
    placeholder: 'number',
    meaning: 'Port to listen at; 0 is any free one.',
    default: '4400',
  },
  {
    name: 'public-url',
    variable: 'SIMULATOR_PUBLIC_URL',
    placeholder: 'url',
    meaning: 'Where clients see it, if not where it listens: links and issuers start with it.',
  },
  {
    name: 'seed',
    variable: 'SIMULATOR_SEED',
    placeholder: 'number',
    meaning: 'The same seed makes the same ids and secrets.',
    default: '1',
  },
  {
    name: 'environments',
    variable: 'SIMULATOR_ENVIRONMENTS',
    placeholder: 'uuid,…',
    meaning: 'Ids of the environments; the first is the one that holds the users.',
    default: 'the one of the PingOne examples',
  },
  {
    name: 'users',
    variable: 'SIMULATOR_USERS',
    placeholder: 'number',
    meaning: 'Users at the start.',
    default: '10',
  },
  {
    name: 'oath-tokens-per-user',
    variable: 'SIMULATOR_OATH_TOKENS_PER_USER',
    placeholder: 'number',
    meaning: 'OATH tokens that each of them is paired with.',
    default: '2',
  },
  {
    name: 'behaviour',
    variable: 'SIMULATOR_BEHAVIOUR_FILE',
    placeholder: 'file',
    meaning: 'JSON with settings and rules to start with, as for PUT /__behaviour.',
  },
  {
    name: 'applications-dir',
    variable: 'SIMULATOR_APPLICATIONS_DIR',
    placeholder: 'directory',
    meaning: 'Where to write applications.json and its private key, which is used again at the next start.',
    default: 'a temporary one, removed at the end',
  },
  {
    name: 'worker-auth-method',
    variable: 'SIMULATOR_WORKER_AUTH_METHOD',
    placeholder: 'method',
    meaning: 'CLIENT_SECRET_BASIC, CLIENT_SECRET_POST or CLIENT_SECRET_JWT.',
    default: 'CLIENT_SECRET_BASIC',
  },
] as const satisfies readonly Flag[];

export type FlagName = (typeof FLAGS)[number]['name'];

export function help(): string {
  const flags: readonly Flag[] = FLAGS;
  const head = ({ name, placeholder }: Flag): string => `  --${name} <${placeholder}>`;
  const width = Math.max(...flags.map((flag) => head(flag).length)) + 2;
  const lines = flags.flatMap((flag) => [
    `${head(flag).padEnd(width)}${flag.meaning}`,
    `${''.padEnd(width)}${flag.variable}${flag.default === undefined ? '' : `; default: ${flag.default}`}`,
  ]);
  return [
    'A PingOne that behaves as documented, and misbehaves on request.',
    '',
    'Usage: npm run simulator -- [flags]',
    '',
    ...lines,
    `${'  --help'.padEnd(width)}This text.`,
    '',
    'A flag goes before its environment variable. docs/reference/simulator.md has the endpoints and switches.',
    '',
  ].join('\n');
}
