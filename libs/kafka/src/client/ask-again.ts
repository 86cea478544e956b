import { retry, type RetryOptions, type RetryPolicy } from '#libs/async';
import { errorRow } from '../protocol/error-table.js';
import { KafkaError } from './kafka.errors.js';

export interface AskAgainOptions extends Pick<RetryOptions, 'signal' | 'pauseMs'> {
  /** `question`: it changes nothing, and may be asked again where no answer came. */
  readonly asks: 'question' | 'change';
  /** Called before metadata is asked for again. */
  readonly onMoved?: () => void;
}

/**
 * Asks Kafka something again, within a budget, as the table of errors allows it,
 * with fresh metadata where that may help. Rejects as `attempt` does.
 */
export async function askAgain<T>(
  client: { refresh(): Promise<void> },
  policy: RetryPolicy,
  attempt: () => Promise<T>,
  { asks, onMoved, ...options }: AskAgainOptions,
): Promise<T> {
  return retry(policy, attempt, {
    ...options,
    mayRetry: (error) =>
      error instanceof KafkaError &&
      (error.retriable === 'always' || (error.retriable === 'question' && asks === 'question')),
    onWaiting: async (error) => {
      if (errorRow((error as KafkaError).code).refresh) {
        onMoved?.();
        await client.refresh();
      }
    },
  });
}
