import { pause } from './waiting.js';

/**
 * How long something is tried, and how long the pauses between two tries are. The
 * first pause is `firstMs` long; each one is twice as long as the one before, up to `mostMs`.
 */
export class RetryPolicy {
  /** After so long a failure is final. */
  readonly budgetMs: number;
  readonly firstMs: number;
  readonly mostMs: number;

  /** @throws RangeError where it makes no sense */
  constructor(policy: { readonly budgetMs?: number; readonly firstMs: number; readonly mostMs?: number }) {
    const { budgetMs = Infinity, firstMs, mostMs = firstMs } = policy;
    if (!(budgetMs >= 0 && firstMs >= 0 && firstMs < Infinity && mostMs >= firstMs && mostMs < Infinity)) {
      throw new RangeError(
        `A retry policy is wrong: budget ${budgetMs}, first ${firstMs}, most ${mostMs} ms`,
      );
    }
    this.budgetMs = budgetMs;
    this.firstMs = firstMs;
    this.mostMs = mostMs;
  }

  /** The pause after a failed try. `attempt` counts from 0. */
  pauseMs(attempt: number): number {
    return Math.min(this.firstMs * 2 ** Math.min(attempt, 16), this.mostMs);
  }

  withBudget(budgetMs: number): RetryPolicy {
    return new RetryPolicy({ budgetMs, firstMs: this.firstMs, mostMs: this.mostMs });
  }
}

export interface RetryOptions {
  /** Ends the waiting; `retry` then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Whether another try can help. All errors, if absent. */
  readonly mayRetry?: (error: unknown) => boolean;
  /** Called before each pause, which begins when what it returns has ended. `attempt` counts from 0. */
  readonly onWaiting?: (error: unknown, attempt: number) => void | Promise<void>;
  /** The pause after this error, where it is another one than the policy's. */
  readonly pauseMs?: (error: unknown, attempt: number) => number | undefined;
}

/** Tries until it succeeds. Rejects with the last error: one that another try cannot mend, or that came after the budget. */
export async function retry<T>(
  policy: RetryPolicy,
  attempt: () => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { signal } = options;
  const startedAt = performance.now();
  for (let failed = 0; ; failed += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const mayRetry = options.mayRetry?.(error) ?? true;
      if (!mayRetry || performance.now() - startedAt > policy.budgetMs) {
        throw error;
      }
      await options.onWaiting?.(error, failed);
      await pause(options.pauseMs?.(error, failed) ?? policy.pauseMs(failed), signal);
    }
  }
}
