import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scrub } from './scrub-answer.js';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
const UUID = '05e84ab4-2a23-43ae-947e-e90fdbe1bbdf';

describe('The scrubber of answers of PingOne', () => {
  it.each([
    ['a JWT', `The token ${JWT} is not valid.`, 'The token [redacted] is not valid.'],
    ['half a JWT', 'Got eyJhbGciOiJSUzI1NiJ9.e', 'Got [redacted]'],
    ['a client secret', 'Wrong secret aB3dE5gH7jK9mN1pQ3sT5vX7z!', 'Wrong secret [redacted]!'],
    ['a Basic header', `Basic ${Buffer.from('id:secret-1234567').toString('base64')}`, 'Basic [redacted]'],
    ['forged log lines', 'bad\r\n{"level":"info"}', 'bad {"level":"info"}'],
  ])('takes out %s', (_what, text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it.each([
    'The request could not be completed. One or more validation errors were in the request.',
    `The token ${UUID} does not exist in environment ${UUID.toUpperCase()}.`,
    'MFA_AUTH_METHODS_CONFLICT (tokenIds): CONSTRAINT_VIOLATION [maximumValue 100]',
  ])('leaves what helps: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('takes out the secrets of the request wherever they are echoed, also encoded', () => {
    const secret = 'p/w +1';
    expect(scrub(`got p/w +1 and ${encodeURIComponent(secret)}`, [secret, ''])).toBe(
      'got [redacted] and [redacted]',
    );
  });

  it('never gives more than 300 characters', () => {
    fc.assert(fc.property(fc.string({ maxLength: 1000 }), (text) => scrub(text).length <= 300));
    expect(scrub('word '.repeat(200))).toHaveLength(300);
  });

  it('finds an opaque token wherever it stands', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9_-]{40,80}$/);
    fc.assert(
      fc.property(token, fc.constantFrom(' ', '"', "'", '(', ':', '\n', ','), (one, mark) => {
        expect(scrub(`token${mark}${one}${mark} refused`)).not.toContain(one);
      }),
    );
  });
});
