/**
 * A question to Kafka that got no usable answer: ask again later, elsewhere, or
 * tell somebody. `code` is Kafka's name of the error, or one of ours:
 * `UNREACHABLE` (nothing was sent), `NO_ANSWER` (sent, no answer: it may have
 * been done), `NO_PROGRESS`, `UNSUPPORTED_BROKER`. Carries no error object of
 * kafkajs.
 */
export class WireError extends Error {
  override readonly name = 'WireError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
