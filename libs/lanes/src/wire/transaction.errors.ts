/**
 * What a failed step of a transaction means to its lane.
 *
 * - `fenced`: somebody else holds the transactional id by now. The lane is lost.
 * - `indefinite`: it may or may not have been done (no answer, budget spent). Only
 *   a new fence makes the state known again.
 * - `too-large`: Kafka will never take one of the messages. Nothing was committed.
 * - `unauthorised`: the principal may not write there. Nothing was committed.
 * - `definite`: any other answer that says "not done".
 *
 * After every kind the transaction object must be fenced before it is used again.
 */
export type TransactionErrorKind = 'fenced' | 'indefinite' | 'too-large' | 'unauthorised' | 'definite';

export class TransactionError extends Error {
  override readonly name = 'TransactionError';

  constructor(
    readonly kind: TransactionErrorKind,
    /** Kafka's name of the error, or a code of `WireError`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
