import { abortable } from '#libs/async';
import { type KafkaError, type KafkaSettings, openAdmin, type TopicAdmin } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { OperationsError } from './operations.errors.js';

/** @throws OperationsError that says why no broker gave a usable answer; KafkaError where Kafka refuses us */
export async function connectWithin(
  deadlineMs: number,
  settings: KafkaSettings,
  signal: AbortSignal,
): Promise<TopicAdmin> {
  let why: KafkaError | undefined;
  const late = AbortSignal.timeout(deadlineMs);
  const ended = AbortSignal.any([signal, late]);
  const onWaiting = (error: KafkaError): void => {
    why = error;
  };
  const opening = openAdmin(settings, { log: silentLog, signal: ended, onWaiting });
  try {
    // A broker that accepts a connection and then says nothing is not cut off by the signal.
    return await abortable(opening, ended);
  } catch (error) {
    opening.then(
      (admin) => admin.close(),
      () => undefined,
    );
    signal.throwIfAborted();
    if (!late.aborted) {
      throw error;
    }
    throw new OperationsError(
      'no-answer',
      `No answer from Kafka at ${settings.brokers.join(', ')} within ${deadlineMs / 1_000} s: ${why?.reason ?? 'it accepts connections, but does not answer'}`,
    );
  }
}
