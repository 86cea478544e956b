import { describe, expect, it } from '@jest/globals';

import { abortable } from './waiting.js';

const unhandledWhile = async (act: () => Promise<unknown>): Promise<readonly unknown[]> => {
  const unhandled: unknown[] = [];
  const remember = (reason: unknown): void => {
    unhandled.push(reason);
  };
  process.on('unhandledRejection', remember);
  try {
    await act();
    // Node reports what was not handled once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    return unhandled;
  } finally {
    process.off('unhandledRejection', remember);
  }
};

describe('An abortable promise', () => {
  it('gives the answer, or rejects with the reason as soon as it is aborted', async () => {
    const control = new AbortController();
    await expect(abortable(Promise.resolve('answer'), control.signal)).resolves.toBe('answer');
    const waiting = abortable(new Promise(() => undefined), control.signal);
    control.abort(new Error('dropped'));
    await expect(waiting).rejects.toThrow('dropped');
  });

  it.each(['before', 'meanwhile'] as const)(
    'leaves no rejection unheard when it was aborted %s: that would end the process',
    async (when) => {
      const control = new AbortController();
      const unhandled = await unhandledWhile(async () => {
        if (when === 'before') {
          control.abort(new Error('dropped'));
        }
        const { promise, reject } = Promise.withResolvers<string>();
        const waiting = abortable(promise, control.signal);
        control.abort(new Error('dropped'));
        await expect(waiting).rejects.toThrow('dropped');
        reject(new Error('the connection broke'));
      });
      expect(unhandled).toEqual([]);
    },
  );
});
