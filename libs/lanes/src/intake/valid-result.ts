import { isUuid } from '../format/uuid-words.js';
import type { HandlerResult } from '../ports/handler-result.port.js';

const FINGERPRINT = /^[0-9a-f]{16,}$/;

/**
 * What a handler returned is only known at run time: a forgotten `return` must
 * not become a record without an answer (P1).
 *
 * @throws TypeError that says what is wrong with it
 */
export function validResult<Entry>(answer: unknown): HandlerResult<Entry> {
  const intake = answer as HandlerResult<Entry> | null | undefined;
  switch (intake?.kind) {
    case 'work':
    case 'answer':
      if (!isUuid(intake.identity.id)) {
        throw new TypeError('An intake must have a UUID in lower case as its id');
      }
      if (!FINGERPRINT.test(intake.identity.fingerprint)) {
        throw new TypeError('An intake must have a fingerprint of at least 16 hex characters in lower case');
      }
      return intake;
    case 'dead-letter':
      return intake;
    default:
      throw new TypeError('A handler of records must return an intake: work, an answer, or a dead letter');
  }
}
