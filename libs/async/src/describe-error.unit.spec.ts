import { describe, expect, test } from '@jest/globals';

import { codeOf, describeError, messageOf } from './describe-error.js';

describe('describeError', () => {
  test.each([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    [Object.assign(new Error('no broker'), { code: 'UNREACHABLE' }), 'UNREACHABLE: no broker'],
    [Object.assign(new Error('no'), { code: 7 }), 'Error: no'],
    [{ message: 'secret' }, 'unknown error'],
  ])('says code or name, and the message: %p', (error, sentence) => {
    expect(describeError(error)).toBe(sentence);
  });
});

describe('messageOf', () => {
  test.each<[unknown, string]>([
    [new TypeError('no'), 'no'],
    [{ message: 'no', token: 'canary' }, 'no'],
    ['no', 'no'],
    [{ token: 'canary' }, ''],
    [undefined, ''],
  ])('gives the message alone: %p', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });

  test('cuts a message of more than 1,000 characters', () => {
    expect(messageOf(new Error('x'.repeat(5_000)))).toHaveLength(1_001);
  });
});

describe('codeOf', () => {
  test('gives the code of the system, or says that there is none', () => {
    expect(codeOf(Object.assign(new Error('no file'), { code: 'ENOENT' }))).toBe('ENOENT');
    expect(codeOf('ENOENT')).toBe('unknown error');
  });
});
