import { type KafkaSettings, openAdmin, type TopicAdmin } from '#libs/kafka';
import type { Log } from '#libs/observability';
import { OperationsError } from './operations.errors.js';

export async function connectWithin(
  deadlineMs: number,
  settings: KafkaSettings,
  signal: AbortSignal,
): Promise<TopicAdmin> {
  const log = new ConnectLog();
  const late = AbortSignal.timeout(deadlineMs);
  const ended = AbortSignal.any([signal, late]);
  const opening = openAdmin(settings, { log, signal: ended });
  // A broker that accepts a connection and then says nothing is not cut off by the signal.
  const abandoned = new Promise<never>((_, reject) => {
    ended.addEventListener('abort', () => reject(ended.reason as Error), { once: true });
  });
  try {
    return await Promise.race([opening, abandoned]);
  } catch (error) {
    opening.then(
      (admin) => admin.close(),
      () => undefined,
    );
    signal.throwIfAborted();
    if (!late.aborted) {
      throw error;
    }
    const why =
      log.lastWarning?.replace(/^(Waiting for Kafka: )?(Kafka at .* cannot be reached: )?/, '') ??
      'it accepts connections, but does not answer';
    throw new OperationsError(
      'no-answer',
      `No answer from Kafka at ${settings.brokers.join(', ')} within ${deadlineMs / 1_000} s: ${why}`,
    );
  }
}
/**
 * Keeps why a connection does not come about: the reason is worth a sentence once
 * waiting for it has ended, and not before.
 */
class ConnectLog implements Log {
  #last: string | undefined;

  get lastWarning(): string | undefined {
    return this.#last;
  }

  debug(): void {
    // Of no use to who waits for a result.
  }

  info(): void {
    // The same.
  }

  warn(_: object, message: string): void {
    this.#last = message;
  }

  error(_: object, message: string): void {
    this.#last = message;
  }
}
