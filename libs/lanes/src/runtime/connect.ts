import type { Log } from '#libs/observability';

import {
  openAdmin,
  type TopicAdmin,
  type KafkaSettings,
  type KafkaTroubles,
  KafkaClient,
  KafkaError,
} from '#libs/kafka';
import { pause } from '#libs/async';

const AGAIN_MS = 5000;

export interface Connections {
  readonly wire: KafkaClient;
  readonly admin: TopicAdmin;
}

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
export async function connect(options: ConnectOptions): Promise<Connections> {
  const { settings, report, signal, troubles } = options;
  const waiting = new WaitingLog(options);
  for (;;) {
    signal.throwIfAborted();
    try {
      const wire = await KafkaClient.connect(settings, { log: waiting.log, signal, troubles });
      const admin = await adminBeside(wire, options, waiting.log);
      waiting.end();
      return { wire, admin };
    } catch (error) {
      if (!signal.aborted) {
        const why = error instanceof KafkaError ? error.message : 'unknown error';
        report(`Kafka at ${settings.brokers.join(', ')} cannot be used: ${why}`);
      }
    }
    await pause(AGAIN_MS, signal);
  }
}

/** A wire without an admin is of no use, and would stay connected for ever. */
async function adminBeside(
  wire: KafkaClient,
  { settings, troubles }: ConnectOptions,
  log: Log,
): Promise<TopicAdmin> {
  try {
    return await openAdmin(settings, { log, troubles });
  } catch (error) {
    await wire.close();
    throw error;
  }
}

/** While there is no connection, what the wire warns of is the problem to report: once, not at every attempt. */
class WaitingLog {
  #isWaiting = true;

  constructor(private readonly options: ConnectOptions) {}

  get log(): Log {
    const { log, report } = this.options;
    return {
      debug: (fields, message) => log.debug(fields, message),
      info: (fields, message) => log.info(fields, message),
      warn: (fields, message) => (this.#isWaiting ? report(message) : log.warn(fields, message)),
      error: (fields, message) => (this.#isWaiting ? report(message) : log.error(fields, message)),
    };
  }

  end(): void {
    this.#isWaiting = false;
    this.options.report(undefined);
  }
}
