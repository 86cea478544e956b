/**
 * No source could give a broker. The message is one sentence for a person, with the ways out:
 * print it without the stack.
 */
export class KafkaUnavailableError extends Error {
  override readonly name = 'KafkaUnavailableError';
  readonly code = 'KAFKA_UNAVAILABLE';
}

/** A broker process of ours ended, or did not listen in time. The message holds the end of its log. */
export class BrokerStartError extends Error {
  override readonly name = 'BrokerStartError';
  readonly code = 'BROKER_START_FAILED';

  constructor(nodeId: number, problem: string, logTail: string) {
    super(`Broker ${nodeId} ${problem}. The end of its log:\n${logTail}`);
  }
}
