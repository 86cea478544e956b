import { describe, expect, it } from '@jest/globals';
import { baseUrl } from './base-url.js';

describe('a base URL', () => {
  it.each([
    ['https://api.pingone.eu/v1', 'https://api.pingone.eu/v1'],
    ['https://api.pingone.eu/v1/', 'https://api.pingone.eu/v1'],
    ['https://auth.pingone.com', 'https://auth.pingone.com'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:1', 'http://[::1]:1'],
  ])('%s is used as %s', (value, expected) => {
    expect(baseUrl('apiUrl', value)).toBe(expected);
  });

  it.each([
    'http://api.pingone.eu/v1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://localhost',
    'api.pingone.eu',
    'https://user:canary@api.pingone.eu',
    'https://api.pingone.eu?canary',
    '',
  ])('%s is refused, by name and rule', (value) => {
    expect(() => baseUrl('apiUrl', value)).toThrow(/^apiUrl must be (?!.*canary)/);
  });
});
