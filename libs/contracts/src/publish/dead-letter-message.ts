import type { KafkaRecord } from '#libs/kafka';
import { isTraceparent } from '../inbound/envelope.js';
import type { DeadLetterCode } from '../vocabulary/dead-letter-code.js';
import { mask, redactBytes, redactString, isSecretName } from '#libs/redaction';
import type { OutboundMessage } from './outcome-message.js';

/** A dead letter must always fit into a message, or its lane could not go on. */
const MAX_VALUE_BYTES = 262_144;
const MAX_HEADER_BYTES = 2048;
const MAX_HEADERS = 64;

/** Names of the headers of a dead letter; all of them UTF-8 text. */
export const DEAD_LETTER_HEADERS = {
  code: 'dead-letter-code',
  message: 'dead-letter-message',
  service: 'dead-letter-service',
  topic: 'dead-letter-origin-topic',
  partition: 'dead-letter-origin-partition',
  offset: 'dead-letter-origin-offset',
  timestamp: 'dead-letter-origin-timestamp',
} as const;

/**
 * Before the name of each header of the original. Without it the dead letter
 * would pass for the event that it could not be, wherever it is copied.
 */
export const ORIGINAL_HEADER_PREFIX = 'original.';

/**
 * A record that could not be understood, with where it came from and what is
 * wrong with it. No secret is in it: key, value and headers are redacted.
 *
 * @param message one of ours, for people; nothing of the record may be in it
 * @param service who publishes it
 */
export function deadLetterMessage(
  record: KafkaRecord,
  code: DeadLetterCode,
  message: string,
  service: string,
): OutboundMessage {
  return {
    key: record.key === null ? null : redactBytes(record.key, MAX_HEADER_BYTES),
    value: record.value === null ? null : redactBytes(record.value, MAX_VALUE_BYTES),
    headers: {
      ...originalHeaders(record.headers),
      ...ownHeaders(record, code, message, service),
      ...springHeaders(record, code, message),
    },
  };
}

function ownHeaders(
  record: KafkaRecord,
  code: DeadLetterCode,
  message: string,
  service: string,
): Record<string, string> {
  return {
    [DEAD_LETTER_HEADERS.code]: code,
    [DEAD_LETTER_HEADERS.message]: message,
    [DEAD_LETTER_HEADERS.service]: service,
    [DEAD_LETTER_HEADERS.topic]: record.topic,
    [DEAD_LETTER_HEADERS.partition]: String(record.partition),
    [DEAD_LETTER_HEADERS.offset]: String(record.offset),
    [DEAD_LETTER_HEADERS.timestamp]: String(record.timestamp),
  };
}

/**
 * What Spring Kafka's DeadLetterPublishingRecoverer writes, for the tools that
 * read it: numbers are big-endian, 4 bytes for the partition and 8 for offset and
 * timestamp (Spring reads them with ByteBuffer; a text would be another number).
 */
function springHeaders(
  record: KafkaRecord,
  code: DeadLetterCode,
  message: string,
): Record<string, string | Buffer> {
  const partition = Buffer.alloc(4);
  partition.writeInt32BE(record.partition);
  return {
    'kafka_dlt-original-topic': record.topic,
    'kafka_dlt-original-partition': partition,
    'kafka_dlt-original-offset': int64(record.offset),
    'kafka_dlt-original-timestamp': int64(BigInt(Math.trunc(record.timestamp))),
    'kafka_dlt-exception-fqcn': code,
    'kafka_dlt-exception-message': message,
  };
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function originalHeaders(headers: Readonly<Record<string, Buffer>>): Record<string, string> {
  const all = Object.entries(headers);
  const shown = all.slice(0, MAX_HEADERS).map(([name, value]) => {
    return [ORIGINAL_HEADER_PREFIX + redactString(name), redactHeader(name, value)] as const;
  });
  const omitted = all.length - shown.length;
  return {
    ...Object.fromEntries(shown),
    ...(omitted > 0 ? { [`${ORIGINAL_HEADER_PREFIX}omitted`]: String(omitted) } : {}),
  };
}

function redactHeader(name: string, value: Buffer): string {
  if (isSecretName(name)) {
    return mask(value);
  }
  const text = value.toString('utf8');
  // It looks like a secret, and joins the traces of publisher and service.
  return isTraceparent(text) ? text : redactBytes(value, MAX_HEADER_BYTES);
}
