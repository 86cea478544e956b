import { describe, expect, it } from '@jest/globals';
import { cpuTimeOf } from '../../../test/support/cpu-time.js';
import { createScrubber } from './scrub-line.js';
import { Secret } from './secret.js';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl_-canary';
const BASIC = Buffer.from('client:canary-secret').toString('base64');
const scrub = createScrubber();

describe('The scrubber takes out of a text', () => {
  it.each([
    ['a JWT', `token ${JWT} was refused`, 'token [redacted] was refused'],
    ['a JWT after a line end in JSON', `{"msg":"a\\n${JWT}"}`, '{"msg":"a\\n[redacted]"}'],
    ['a JWT that was cut off', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5h', '[redacted]'],
    ['an encrypted JWT', `${JWT}.canary.canary`, '[redacted]'],
    ['a bearer token', 'Authorization: Bearer canary-opaque_1~2+3/4==', 'Authorization: Bearer [redacted]'],
    ['a bearer token in lower case', 'bearer canary-opaque', 'bearer [redacted]'],
    ['basic credentials', `Basic ${BASIC}`, 'Basic [redacted]'],
    [
      'form parameters',
      'token=canary&client_secret=canary%20&client_id=known',
      'token=[redacted]&client_secret=[redacted]&client_id=known',
    ],
    ['fields of JSON', '{"token":"canary","tokens":3}', '{"token":"[redacted]","tokens":3}'],
    [
      'fields of JSON in JSON',
      '{"body":"{\\"clientSecret\\": \\"canary\\"}"}',
      '{"body":"{\\"clientSecret\\": \\"[redacted]\\"}"}',
    ],
    ['a private key', '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----', '[redacted]'],
    ['a private key that was cut off', '-----BEGIN EC PRIVATE KEY-----\\ncanary', '[redacted]'],
  ])('%s', (_, text, scrubbed) => {
    expect(scrub(text)).toBe(scrubbed);
  });

  it('every spelling of a secret that is known', () => {
    const secret = 'canary"ä/secret';
    const known = createScrubber([new Secret(secret), new Secret('canary"ä/secret-and-more')]);
    const text = [
      secret,
      JSON.stringify(secret),
      encodeURIComponent(secret),
      'canary"ä/secret-and-more',
    ].join(' ');
    expect(known(text)).toBe('[redacted] "[redacted]" [redacted] [redacted]');
  });
});

describe('The scrubber leaves', () => {
  it.each([
    'PINGONE_CLIENT_AUTH_METHOD CLIENT_SECRET_BASIC needs a secret',
    'basic authentication failed',
    'the token was refused',
    'tokens: 5, tokenSha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '00000000-0000-4000-8000-000000000001',
  ])('%s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('words that a short secret consists of', () => {
    expect(createScrubber([new Secret('kafka')])('kafka is there')).toBe('kafka is there');
  });
});

it('The scrubber takes no time for hostile text', () => {
  const took = cpuTimeOf(() => {
    for (const part of [
      'eyJ',
      'eyJaaaaaaaa.',
      'Bearer ',
      '"token":',
      '-----BEGIN PRIVATE KEY-----',
      'token=',
    ]) {
      scrub(part.repeat(20_000));
    }
  });
  expect(took).toBeLessThan(20_000);
});
