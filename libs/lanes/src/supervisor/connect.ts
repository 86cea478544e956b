import type { Log } from '#libs/observability';

import { retry, RetryPolicy } from '#libs/async';
import { KafkaClient, KafkaError, type KafkaSettings, type KafkaTroubles } from '#libs/kafka';

const AGAIN = new RetryPolicy({ firstMs: 100, mostMs: 2_000 });
/** Where an operator has to mend a setting, here or at the broker. */
const AGAIN_WHEN_REFUSED_MS = 5_000;

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
  const client = await retry(AGAIN, () => KafkaClient.connect(settings, { log, troubles }), {
    signal,
    onWaiting: (error) => {
      const why = error instanceof KafkaError ? error.message : 'unknown error';
      report(`Kafka at ${settings.brokers.join(', ')} cannot be used: ${why}`);
    },
    pauseMs: (error) =>
      error instanceof KafkaError && !error.isPermanent ? undefined : AGAIN_WHEN_REFUSED_MS,
  });
  report(undefined);
  return client;
}
