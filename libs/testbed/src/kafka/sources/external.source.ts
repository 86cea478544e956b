import { KafkaUnavailableError } from '../support/embedded-kafka.errors.js';
import { accepts, parseHostPort } from '../support/reachable.js';
import type { KafkaSource } from './kafka-source.port.js';

const CONNECT_TIMEOUT_MS = 3_000;

/**
 * The broker that TEST_KAFKA_BROKERS names. Never KAFKA_BROKERS: that is the service's own setting,
 * and a shell in which it points at production must be harmless.
 */
export const externalSource: KafkaSource = async ({ env }) => {
  const brokers = (env['TEST_KAFKA_BROKERS'] ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0) {
    return { kind: 'absent', reason: 'TEST_KAFKA_BROKERS is not set' };
  }

  const answers = await Promise.all(
    brokers.map(async (broker) => {
      const address = parseHostPort(broker);
      return address !== undefined && (await accepts(address, CONNECT_TIMEOUT_MS));
    }),
  );
  // Falling through to a broker of our own would test something else than was asked for.
  if (!answers.includes(true)) {
    throw new KafkaUnavailableError(
      `TEST_KAFKA_BROKERS names ${brokers.join(', ')}, where nothing answers; correct it, or unset it to have a broker started.`,
    );
  }
  return { kind: 'running', kafka: { kind: 'external', brokers, stop: async () => undefined } };
};
