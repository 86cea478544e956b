import { describe, expect, it } from '@jest/globals';
import { Findings } from './findings.js';
import { pingOneEndpoints } from './pingone-endpoints.js';
import { readSettings } from './read-settings.js';

function read(env: Readonly<Record<string, string>>) {
  const findings = new Findings();
  const endpoints = pingOneEndpoints(
    readSettings(['PINGONE_REGION', 'PINGONE_API_URL', 'PINGONE_AUTH_URL'], env, () => '', findings),
    findings,
  );
  return { endpoints, problems: findings.problems.map(({ name, rule }) => `${name} ${rule}`) };
}

describe('Where PingOne is', () => {
  it.each([
    ['NA', 'com'],
    ['CA', 'ca'],
    ['EU', 'eu'],
    ['AU', 'com.au'],
    ['SG', 'sg'],
    ['AP', 'asia'],
  ])('follows from the region: %s is .%s', (region, domain) => {
    expect(read({ PINGONE_REGION: region }).endpoints).toEqual({
      apiUrl: `https://api.pingone.${domain}/v1`,
      authUrl: `https://auth.pingone.${domain}`,
    });
  });

  const API = 'PINGONE_API_URL';
  const AUTH = 'PINGONE_AUTH_URL';

  it.each<[string, string, string]>([
    ['https', 'https://api.example.com/v1', 'https://auth.example.com'],
    ['a slash at the end', 'https://api.example.com/v1/', 'https://auth.example.com/'],
    ['http on localhost', 'http://localhost:3000/v1', 'http://localhost:3000'],
    ['http on 127.0.0.1', 'http://127.0.0.1:3000/v1', 'http://127.1.2.3'],
    ['http on ::1', 'http://[::1]:3000/v1', 'http://[::1]'],
  ])('may be given by URLs: %s', (_, api, auth) => {
    expect(read({ [API]: api, [AUTH]: auth }).endpoints).toEqual({
      apiUrl: api.replace(/\/$/, ''),
      authUrl: auth.replace(/\/$/, ''),
    });
  });

  it.each<[string, string, string, string]>([
    ['plain http', API, 'http://api.pingone.eu/v1', 'must be an https URL'],
    [
      'plain http to a host that only looks like loopback',
      API,
      'http://127.0.0.1.example.com/v1',
      'must be an https URL',
    ],
    ['credentials', API, 'https://user:password@api.example.com/v1', 'must be an https URL'],
    ['a query', API, 'https://api.example.com/v1?x', 'must be an https URL'],
    ['no URL', API, 'api.pingone.eu/v1', 'must be an https URL'],
    ['no /v1', API, 'https://api.pingone.eu', 'must end in `/v1`, as in `https://api.pingone.eu/v1`'],
    ['the issuer', AUTH, 'https://auth.pingone.eu/as', 'must be an https URL'],
    ['the token endpoint', AUTH, 'https://auth.pingone.eu/as/token', 'must be an https URL'],
  ])('may not be given by %s', (_, name, url, rule) => {
    const good = { [API]: 'https://api.pingone.eu/v1', [AUTH]: 'https://auth.pingone.eu' };
    expect(read({ ...good, [name]: url }).problems).toEqual([expect.stringContaining(`${name} ${rule}`)]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'PINGONE_REGION must be set, or PINGONE_API_URL and PINGONE_AUTH_URL'],
    ['one URL', { [API]: 'https://a/v1' }, 'PINGONE_AUTH_URL must be set, because PINGONE_API_URL is'],
    ['the other URL', { [AUTH]: 'https://a' }, 'PINGONE_API_URL must be set, because PINGONE_AUTH_URL is'],
    [
      'both ways at once',
      { PINGONE_REGION: 'EU', [API]: 'https://a/v1', [AUTH]: 'https://a' },
      'PINGONE_REGION must not be set together with PINGONE_API_URL or PINGONE_AUTH_URL',
    ],
  ])('has no default: %s', (_, changes, problem) => {
    expect(read(changes).problems).toEqual([problem]);
  });
});
