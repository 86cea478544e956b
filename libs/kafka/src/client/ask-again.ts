import type { RetryOptions } from '#libs/async';
import { errorRow } from '../protocol/error-table.js';
import { KafkaError } from './kafka.errors.js';

export interface AskAgainOptions extends Pick<RetryOptions, 'signal' | 'pauseMs'> {
  /** `question`: it changes nothing, and may be asked again where no answer came. */
  readonly asks: 'question' | 'change';
  /** Called before metadata is asked for again. */
  readonly onMoved?: () => void;
}

/** For `retry`: asks Kafka again as the table of errors allows it, with fresh metadata where that may help. */
export function askAgain(
  client: { refresh(): Promise<void> },
  { asks, onMoved, ...options }: AskAgainOptions,
): RetryOptions {
  return {
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
  };
}
