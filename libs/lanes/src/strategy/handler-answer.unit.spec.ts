import { describe, expect, test } from '@jest/globals';
import { EMPTY, of, throwError } from 'rxjs';

import { handlerAnswer } from './handler-answer.js';

describe(handlerAnswer.name, () => {
  test.each([
    ['a value', () => 17],
    ['a promise', async () => 17],
    ['a stream', () => of(1, 17)],
    ['a promise of a stream', async () => of(17)],
  ])('%s is an answer', async (_what, returned) => {
    await expect(handlerAnswer(returned())).resolves.toBe(17);
  });

  test.each([
    ['a stream that fails', () => throwError(() => new Error('boom')), 'boom'],
    ['an empty stream', () => EMPTY, 'no elements'],
    ['a promise that fails', () => Promise.reject(new Error('boom')), 'boom'],
  ])('%s is an error', async (_what, returned, message) => {
    await expect(handlerAnswer(returned())).rejects.toThrow(message);
  });
});
