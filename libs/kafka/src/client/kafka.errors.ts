import { errorRow, type ErrorRow, type KafkaErrorKind } from '../protocol/error-table.js';

/**
 * A question to Kafka that got no usable answer. Carries no error object of
 * kafkajs. Its code is Kafka's name of the error, or one of these:
 *
 * - `UNREACHABLE`: nothing was sent. To be asked again, perhaps elsewhere.
 * - `NO_ANSWER`: it was sent, and may have been done.
 * - `NO_PROGRESS`: answers came, but led nowhere for too long.
 * - `TLS_REFUSED`, `CREDENTIALS_REFUSED`: one side does not accept the other. Nothing was sent.
 * - `UNSUPPORTED_BROKER`: it does not speak a request of ours in our version. Nothing was sent.
 *
 * Its kind says what that means, and is one of a closed list.
 */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';

  constructor(
    readonly code: string,
    message: string,
    /** The topic that Kafka's answer was about, where it was about one. */
    readonly topic?: string,
    /** Why, without whom it is about: the second half of a sentence. */
    readonly reason: string = message,
  ) {
    super(message);
  }

  get kind(): KafkaErrorKind {
    return errorRow(this.code).meaning;
  }

  get retriable(): ErrorRow['retriable'] {
    return errorRow(this.code).retriable;
  }

  /** Whether another try cannot help until a setting is changed, here or at the broker. */
  get isPermanent(): boolean {
    return this.kind === 'unsupported' || this.kind === 'not-accepted';
  }
}

const TLS_CODES = /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|EPROTO)/;
const REFUSED_CREDENTIALS = /SASL/;

/** For failures before a request was sent. */
export function connectionError(broker: string, error: unknown): KafkaError {
  const { name, message, code, type } = asFields(error);
  if (REFUSED_CREDENTIALS.test(`${name} ${type}`)) {
    return new KafkaError('CREDENTIALS_REFUSED', `Kafka at ${broker} refused our credentials: ${message}`);
  }
  if (TLS_CODES.test(code)) {
    return new KafkaError('TLS_REFUSED', `No TLS connection to Kafka at ${broker}: ${code}`);
  }
  const sentence = `Kafka at ${broker} cannot be reached: ${message}`;
  return new KafkaError('UNREACHABLE', sentence, undefined, message);
}

/** For failures after a request may have been sent. */
export function unanswered(broker: string, api: string, error: unknown): KafkaError {
  return new KafkaError(
    'NO_ANSWER',
    `Kafka at ${broker} gave no answer to ${api}: ${asFields(error).message}`,
  );
}

/** kafkajs puts what matters into `code` (sockets) or `type` (protocol), or into its cause. */
function asFields(error: unknown): { name: string; message: string; code: string; type: string } {
  const fields = { name: '', message: 'unknown reason', code: '', type: '' };
  for (let each = error; each instanceof Error; each = each.cause) {
    const { name, message, code, type } = each as Error & {
      readonly code?: unknown;
      readonly type?: unknown;
    };
    fields.name += name;
    fields.message = message;
    fields.code ||= typeof code === 'string' ? code : '';
    fields.type ||= typeof type === 'string' ? type : '';
  }
  return fields;
}
