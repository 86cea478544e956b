import { describe, expect, test } from '@jest/globals';

import { retry, RetryPolicy } from './retry.js';

const AT_ONCE = new RetryPolicy({ firstMs: 0 });

/** Fails so many times, and then succeeds. */
function failing(times: number): () => Promise<string> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) {
      throw new Error(`${left} failures are left`);
    }
    return 'done';
  };
}

describe('RetryPolicy', () => {
  test('doubles the pauses up to the longest one', () => {
    const policy = new RetryPolicy({ firstMs: 100, mostMs: 500 });
    expect([0, 1, 2, 3, 1_000].map((attempt) => policy.pauseMs(attempt))).toEqual([100, 200, 400, 500, 500]);
  });

  test.each([
    { firstMs: -1 },
    { firstMs: Number.NaN },
    { firstMs: 200, mostMs: 100 },
    { firstMs: 1, budgetMs: -1 },
    { firstMs: 1, mostMs: Infinity },
  ])('refuses values that make no sense: %j', (policy) => {
    expect(() => new RetryPolicy(policy)).toThrow(RangeError);
  });
});

describe('retry', () => {
  test('tries until it succeeds, and says before each pause what went wrong', async () => {
    const said: string[] = [];
    const onWaiting = (error: unknown, attempt: number): void => {
      said.push(`${attempt}: ${String(error)}`);
    };
    await expect(retry(AT_ONCE, failing(2), { onWaiting })).resolves.toBe('done');
    expect(said).toEqual(['0: Error: 1 failures are left', '1: Error: 0 failures are left']);
  });

  test('rejects at once with an error that another try cannot mend', async () => {
    const trying = retry(AT_ONCE, failing(2), { mayRetry: () => false });
    await expect(trying).rejects.toThrow('1 failures are left');
  });

  test('rejects with the last error once the budget is spent', async () => {
    const spent = AT_ONCE.withBudget(0);
    const trying = retry(spent, failing(Infinity));
    await expect(trying).rejects.toThrow('Infinity failures are left');
  });

  test('rejects with the reason of the signal', async () => {
    const stop = new AbortController();
    const onWaiting = (): void => stop.abort(new Error('stopped'));
    const trying = retry(new RetryPolicy({ firstMs: 60_000 }), failing(1), {
      signal: stop.signal,
      onWaiting,
    });
    await expect(trying).rejects.toThrow('stopped');
  });
});
