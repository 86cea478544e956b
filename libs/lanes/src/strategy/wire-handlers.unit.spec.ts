import { describe, expect, test } from '@jest/globals';
import { EMPTY, of, throwError } from 'rxjs';

import { handlerAnswer, wireHandlers } from './wire-handlers.js';
import type { MessageHandler } from '@nestjs/microservices';

const handler = (more: Partial<MessageHandler> = {}): MessageHandler =>
  Object.assign(async () => undefined, { isEventHandler: true, ...more });

describe(wireHandlers.name, () => {
  test('finds the handler of each topic by its pattern', () => {
    const deprovisioned = handler();
    const wired = wireHandlers(new Map([['user.deprovisioned', deprovisioned]]), {
      'user.deprovisioned': 'hr.leavers',
    });
    expect(wired.get('hr.leavers')).toBe(deprovisioned);
  });

  test.each([
    [
      'a handler without a topic',
      new Map([
        ['a', handler()],
        ['b', handler()],
      ]),
      { a: 'topic' },
      'Handler of pattern "b" has no topic',
    ],
    [
      'an input without a handler',
      new Map([['a', handler()]]),
      { a: 'topic', b: 'other' },
      "add @EventPattern('b')",
    ],
    [
      'a message handler',
      new Map([['a', handler({ isEventHandler: false })]]),
      { a: 'topic' },
      'must be an @EventPattern',
    ],
    [
      'two handlers of one pattern',
      new Map([['a', handler({ next: async () => undefined as never })]]),
      { a: 'topic' },
      'more than one handler',
    ],
    [
      'one topic for two patterns',
      new Map([
        ['a', handler()],
        ['b', handler()],
      ]),
      { a: 'topic', b: 'topic' },
      'named by more than one input',
    ],
  ])('%s is found when the application starts', (_what, handlers, inputs, said) => {
    expect(() => wireHandlers(handlers, inputs)).toThrow(said);
  });

  test('says everything that is wrong at once', () => {
    const problems = () => wireHandlers(new Map([['a', handler()]]), { b: 'one', c: 'two' });
    expect(problems).toThrow(/"a" has no topic.*"b".*"c"/);
  });
});

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
