import type { Log } from '#libs/observability';

import { retry, RetryPolicy } from '#libs/async';
import {
  KafkaError,
  openClient,
  type KafkaClient,
  type KafkaSettings,
  type KafkaTroubles,
} from '#libs/kafka';

/** Where an operator has to mend a setting, here or at the broker. */
const AGAIN_WHEN_REFUSED = new RetryPolicy({ firstMs: 5_000 });

export interface ConnectOptions {
  readonly settings: KafkaSettings;
  readonly report: (problem: string | undefined) => void;
  readonly signal: AbortSignal;
  readonly troubles: KafkaTroubles;
  readonly log: Log;
}

/**
 * Connects, however long it takes: a broker may come later than we do, and
 * credentials may be repaired. Rejects only with the signal's reason.
 */
export async function connect({
  settings,
  report,
  signal,
  troubles,
  log,
}: ConnectOptions): Promise<KafkaClient> {
  const onWaiting = (error: unknown): void => {
    const why = error instanceof KafkaError ? error.message : 'unknown error';
    if (!signal.aborted) {
      report(`Kafka at ${settings.brokers.join(', ')} cannot be used: ${why}`);
    }
  };
  const client = await retry(
    AGAIN_WHEN_REFUSED,
    () => openClient(settings, { log, troubles, signal, onWaiting }),
    { signal, onWaiting },
  );
  report(undefined);
  return client;
}
