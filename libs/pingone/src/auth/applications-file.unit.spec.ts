import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationsFileError, loadApplications } from './applications-file.js';

const ENVIRONMENT = '3f2b1c7e-55d1-4e0b-9c2e-8e6d4c1f0a11';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'applications-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function load(...applications: unknown[]): ReturnType<typeof loadApplications> {
  const env: Readonly<Record<string, string>> = { APP_SECRET: 'from-env' };
  return loadApplications(write('applications.json', JSON.stringify({ applications })), (name) => env[name]);
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ApplicationsFileError);
    expect(inspect(error) + JSON.stringify(error)).not.toContain('canary');
    return (error as ApplicationsFileError).problems;
  }
  return [];
}

describe('the applications file', () => {
  it('gives the credentials of each application, secrets from the file, another file or the environment', () => {
    write('secret.txt', 'from-file\n');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const applications = load(
      {
        clientId: 'a',
        tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC',
        clientSecret: 'inline',
        formEncodeCredentials: true,
      },
      {
        clientId: 'b',
        tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
        clientSecretFile: 'secret.txt',
        environmentId: ENVIRONMENT,
      },
      {
        clientId: 'c',
        tokenEndpointAuthMethod: 'CLIENT_SECRET_JWT',
        clientSecretEnv: 'APP_SECRET',
        audience: 'https://a',
      },
      { clientId: 'd', tokenEndpointAuthMethod: 'PRIVATE_KEY_JWT', privateKeyFile: 'key.pem', keyId: 'k' },
      { clientId: 'e', tokenEndpointAuthMethod: 'NONE' },
    );
    const secrets = applications.map(({ authentication }) =>
      'clientSecret' in authentication ? authentication.clientSecret.reveal() : '-',
    );
    expect(secrets).toEqual(['inline', 'from-file', 'from-env', '-', '-']);
    expect(applications).toMatchObject([
      { clientId: 'a', authentication: { encoding: 'form' } },
      { clientId: 'b', environmentId: ENVIRONMENT },
      { clientId: 'c', authentication: { audience: 'https://a', algorithm: 'HS256' } },
      { clientId: 'd', authentication: { keyId: 'k', algorithm: 'RS256' } },
      { clientId: 'e', authentication: { method: 'NONE' } },
    ]);
    expect(inspect(applications, { depth: 9 }) + JSON.stringify(applications)).not.toMatch(/inline|from-/);
  });

  it('says everything that is wrong with its shape at once', () => {
    const problems = problemsOf(() =>
      load(
        { tokenEndpointAuthMethod: 'canary-method', environmentId: 'canary' },
        { clientId: 'b', tokenEndpointAuthMethod: 'NONE', clientSecret: 7, clientSecretPath: 'canary' },
      ),
    );
    expect(problems).toEqual([
      'applications[0].environmentId: must be a UUID',
      'applications[0].clientId: must not be empty',
      'applications[0].clientId: must be a string',
      expect.stringContaining('applications[0].tokenEndpointAuthMethod: must be one of CLIENT_SECRET_BASIC'),
      'applications[1].clientSecretPath: property clientSecretPath should not exist',
      'applications[1].clientSecret: must be a string',
    ]);
  });

  it('says everything that is wrong with its secrets at once', () => {
    write('empty.txt', '\n');
    write('no-key.pem', 'canary');
    const problems = problemsOf(() =>
      load(
        { clientId: 'a', tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC' },
        { clientId: 'b', tokenEndpointAuthMethod: 'CLIENT_SECRET_POST', clientSecretFile: 'missing.txt' },
        { clientId: 'c', tokenEndpointAuthMethod: 'CLIENT_SECRET_POST', clientSecretFile: 'empty.txt' },
        { clientId: 'd', tokenEndpointAuthMethod: 'CLIENT_SECRET_JWT', clientSecretEnv: 'NOT_SET' },
        { clientId: 'e', tokenEndpointAuthMethod: 'PRIVATE_KEY_JWT', privateKeyFile: 'no-key.pem' },
        {
          clientId: 'f',
          tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
          clientSecret: 'canary',
          clientSecretEnv: 'APP_SECRET',
        },
        { clientId: 'F', tokenEndpointAuthMethod: 'NONE' },
      ),
    );
    expect(problems).toEqual([
      'applications[6].clientId: is there twice',
      'applications[0].clientSecret: is required for CLIENT_SECRET_BASIC',
      'applications[1].clientSecretFile: the file missing.txt cannot be read',
      'applications[2].clientSecretFile: the file empty.txt is empty',
      'applications[3].clientSecretEnv: the environment variable NOT_SET is not set',
      'applications[4].privateKeyFile: must be a private key in PEM, not encrypted',
      expect.stringContaining('applications[5].clientSecret: must come from one place only'),
    ]);
  });

  it.each([
    ['is not there', undefined, 'cannot be read'],
    ['is no JSON', '{\n  "canary": 1,\n}', 'applications.json: is not JSON from line 3, column 1 on'],
    ['is a list', '[[]]', 'must hold a JSON object'],
    ['has a list for an application', '{"applications":[{},[]]}', 'applications[1]: must be an object'],
    ['has a word for an application', '{"applications":["canary"]}', 'applications[0]: must be an object'],
    ['has no applications', '{}', 'applications: must be a list'],
  ])('that %s is named', (_what, content, expected) => {
    const file = content === undefined ? join(folder, 'none.json') : write('applications.json', content);
    const problems = problemsOf(() => loadApplications(file, () => undefined));
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
  });

  it('may begin with a byte order mark', () => {
    const file = write('applications.json', '\ufeff{"applications":[]}');
    expect(loadApplications(file, () => undefined)).toEqual([]);
  });

  it.each([
    ['secret \n', 'secret '],
    ['secret\r\n', 'secret'],
    ['secret\n\n', 'secret\n'],
    ['\tsecret', '\tsecret'],
  ])('loses one line end of a secret file and nothing else: %j', (content, expected) => {
    write('secret.txt', content);
    const [application] = load({
      clientId: 'a',
      tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
      clientSecretFile: 'secret.txt',
    });
    const authentication = application?.authentication;
    expect(authentication?.method === 'CLIENT_SECRET_POST' && authentication.clientSecret.reveal()).toBe(
      expected,
    );
  });

  it('names a client id with a colon, which a raw Basic header cannot carry', () => {
    const basic = { clientId: 'a:b', tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC', clientSecret: 'canary' };
    expect(problemsOf(() => load(basic))).toEqual([
      'applications[0].clientId: must not hold a colon for CLIENT_SECRET_BASIC, unless its credentials are form-encoded',
    ]);
    expect(load({ ...basic, formEncodeCredentials: true })).toHaveLength(1);
  });
});
