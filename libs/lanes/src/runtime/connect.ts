import type { Log } from '#libs/observability';

import { openAdmin, type TopicAdmin } from '../kafka/admin.js';
import type { KafkaSettings } from '../kafka/settings.js';
import { KafkaWire } from '../wire/kafka-wire.js';
import { WireError } from '../wire/wire.errors.js';
import { pause } from '../support/pause.js';

/** A broker that takes longer than this is worth a line in the log. */
const PATIENCE_MS = 3000;
const AGAIN_MS = 5000;

export interface Connections {
  readonly wire: KafkaWire;
  readonly admin: TopicAdmin;
}

export interface ConnectOptions {
  readonly settings: KafkaSettings;
  readonly report: (problem: string | undefined) => void;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Connects, however long it takes: a broker may come later than we do, and
 * credentials may be repaired. Rejects only with the signal's reason.
 */
export async function connect(options: ConnectOptions): Promise<Connections> {
  const { settings, report, signal, log } = options;
  const where = settings.brokers.join(', ');
  for (;;) {
    signal.throwIfAborted();
    const slow = setTimeout(() => report(`Kafka does not answer at ${where}`), PATIENCE_MS);
    try {
      const wire = await KafkaWire.connect(settings, { log, signal });
      const admin = await openAdmin(settings, { log });
      report(undefined);
      return { wire, admin };
    } catch (error) {
      if (!signal.aborted) {
        report(
          `Kafka at ${where} cannot be used: ${error instanceof WireError ? `${error.code}: ${error.message}` : 'unknown error'}`,
        );
      }
    } finally {
      clearTimeout(slow);
    }
    await pause(AGAIN_MS, signal);
  }
}
