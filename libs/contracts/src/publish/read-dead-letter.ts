import { DEAD_LETTER_CODES, type DeadLetterCode } from '../vocabulary/dead-letter-code.js';
import { DEAD_LETTER_HEADERS } from './dead-letter-message.js';

/** What a dead letter says of itself. */
export interface DeadLetter {
  readonly code: DeadLetterCode;
  readonly message: string;
  readonly service: string;
  readonly origin: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: bigint;
    /** Epoch milliseconds. */
    readonly timestamp: number;
  };
}

/** Undefined for what this service did not write. */
export function readDeadLetter(headers: Readonly<Record<string, Buffer | string>>): DeadLetter | undefined {
  const text = (name: keyof typeof DEAD_LETTER_HEADERS): string =>
    headers[DEAD_LETTER_HEADERS[name]]?.toString() ?? '';
  const code = DEAD_LETTER_CODES.find((known) => known === text('code'));
  const numbers = [text('partition'), text('offset'), text('timestamp')];
  if (code === undefined || text('topic') === '' || !numbers.every((digits) => /^-?\d{1,19}$/.test(digits))) {
    return undefined;
  }
  return {
    code,
    message: text('message'),
    service: text('service'),
    origin: {
      topic: text('topic'),
      partition: Number(text('partition')),
      offset: BigInt(text('offset')),
      timestamp: Number(text('timestamp')),
    },
  };
}
