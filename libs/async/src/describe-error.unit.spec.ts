import { describe, expect, test } from '@jest/globals';

import { describeError } from './describe-error.js';

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
