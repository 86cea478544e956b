import { describe, expect, it } from '@jest/globals';
import { startSimulator } from '../start-simulator.js';
import { banner } from './banner.js';
import { readCommandLine } from './command-line.js';
import { FLAGS, help } from './flags.js';

const read = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) =>
  readCommandLine(args, env, (file) => {
    const text = files[file];
    if (text === undefined) {
      throw new Error('ENOENT');
    }
    return text;
  });

describe('the command line', () => {
  it('starts on the loopback interface at port 4400 with a small company', () => {
    expect(read([])).toEqual({
      kind: 'start',
      applicationsDirectory: undefined,
      options: {
        port: 4400,
        population: { users: 10, oathTokensPerUser: 2, sessionsPerUser: 1, oauthTokensPerSession: 1 },
      },
    });
  });

  it('takes everything by flag or by variable, the flag first', () => {
    const env = {
      SIMULATOR_HOST: '0.0.0.0',
      SIMULATOR_PORT: '1',
      SIMULATOR_SEED: '3',
      SIMULATOR_APPLICATIONS_DIR: 'apps',
    };
    const environment = 'ABFBA8F6-49EB-49F5-A5D9-80AD5C98F9F6';
    const args = [
      '--port',
      '0',
      '--environments',
      environment,
      '--users=5',
      '--public-url',
      'http://pingone:4400/',
    ];
    expect(
      read([...args, '--worker-auth-method', 'CLIENT_SECRET_JWT', '--oath-tokens-per-user', '0'], env),
    ).toEqual({
      kind: 'start',
      applicationsDirectory: 'apps',
      options: {
        host: '0.0.0.0',
        port: 0,
        seed: 3,
        environmentIds: [environment.toLowerCase()],
        publicUrl: 'http://pingone:4400',
        workerAuthMethod: 'CLIENT_SECRET_JWT',
        population: { users: 5, oathTokensPerUser: 0, sessionsPerUser: 1, oauthTokensPerSession: 1 },
      },
    });
  });

  it('ignores HOST and PORT of the shell', () => {
    expect(read([], { HOST: 'my-machine', PORT: '80' })).toMatchObject({ options: { port: 4400 } });
    expect(read([], { HOST: 'my-machine' })).not.toHaveProperty('options.host');
  });

  it('takes the empty variable for none, as compose files write it', () => {
    expect(read([], { SIMULATOR_PORT: '' })).toMatchObject({ options: { port: 4400 } });
  });

  it('reads a behaviour from a file', () => {
    const files = { 'slow.json': '{ "settings": { "jobDurationMs": 5000 } }' };
    expect(read(['--behaviour', 'slow.json'], {}, files)).toMatchObject({
      options: { behaviour: { settings: { jobDurationMs: 5000 } } },
    });
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['an unknown flag', ['--prot', '1'], {}, '--prot is not known; --help lists what is.'],
    [
      'an unknown variable',
      [],
      { SIMULATOR_PROT: '1' },
      'SIMULATOR_PROT is not known; --help lists what is.',
    ],
    ['a value without a flag', ['4400'], {}, '"4400" was not expected: every value belongs to a flag.'],
    ['a flag without its value', ['--port'], {}, '--port needs a value.'],
    ['a port that is none', ['--port', '70000'], {}, '--port must be an integer from 0 to 65535.'],
    [
      'a number that is none',
      [],
      { SIMULATOR_SEED: '-1' },
      'SIMULATOR_SEED must be an integer from 0 to 4294967295.',
    ],
    [
      'an id that is none',
      ['--environments', 'a,b'],
      {},
      '--environments must be UUIDs separated by commas.',
    ],
    [
      'a URL with a path',
      ['--public-url', 'http://x/v1'],
      {},
      '--public-url must be an http or https URL without a path.',
    ],
    [
      'a method that is none',
      ['--worker-auth-method', 'NONE'],
      {},
      '--worker-auth-method must be CLIENT_SECRET_BASIC, CLIENT_SECRET_POST or CLIENT_SECRET_JWT.',
    ],
    [
      'a file that is not there',
      ['--behaviour', 'none.json'],
      {},
      'The file that --behaviour names cannot be read.',
    ],
    [
      'a file that is no JSON',
      ['--behaviour', 'bad.json'],
      {},
      'The file that --behaviour names is not valid JSON.',
    ],
    [
      'a behaviour that is wrong',
      [],
      { SIMULATOR_BEHAVIOUR_FILE: 'wrong.json' },
      'settings.pageSize in the file that SIMULATOR_BEHAVIOUR_FILE names must be an integer, 1 or more.',
    ],
  ])('refuses %s in one sentence', (_, args, env, sentence) => {
    const files = { 'bad.json': '{', 'wrong.json': '{ "settings": { "pageSize": 0 } }' };
    expect(read(args, env, files)).toEqual({ kind: 'wrong', sentences: [sentence] });
  });

  it('says everything that is wrong at once', () => {
    expect(read(['--port', 'x', '--users', 'y'], { SIMULATOR_SEED: 'z' })).toEqual({
      kind: 'wrong',
      sentences: expect.arrayContaining([
        expect.stringContaining('--port'),
        expect.stringContaining('--users'),
        expect.stringContaining('SIMULATOR_SEED'),
      ]),
    });
  });

  it('helps, whatever else is asked', () => {
    expect(read(['--help', '--port', 'x'])).toEqual({ kind: 'help' });
    for (const { name, variable } of FLAGS) {
      expect(help()).toContain(`--${name}`);
      expect(help()).toContain(variable);
    }
  });

  it('prints what points the service at it, in a form that a shell takes', async () => {
    const simulator = await startSimulator({ population: { users: 1 } });
    const text = banner(simulator, '/data/applications.json');
    const exported = Object.fromEntries(
      [...text.matchAll(/^export (\w+)='([^']*)'$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    expect(exported).toEqual({
      PINGONE_API_URL: simulator.apiUrl,
      PINGONE_AUTH_URL: simulator.authUrl,
      PINGONE_ENVIRONMENT_ID: simulator.environmentId,
      PINGONE_CLIENT_ID: simulator.worker.clientId,
      PINGONE_CLIENT_SECRET: simulator.worker.clientSecret,
      PINGONE_CLIENT_AUTH_METHOD: 'CLIENT_SECRET_BASIC',
      PINGONE_APPLICATIONS_FILE: '/data/applications.json',
    });
    await simulator.close();
  });
});
