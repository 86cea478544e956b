import { errorRow } from '../protocol/error-table.js';

/**
 * What a failed step of a transaction means to its lane.
 *
 * - `fenced`: another owner holds the transactional id by now, or the broker gave
 *   the transaction up after its timeout. The lane is lost.
 * - `indefinite`: it may or may not have been done (no answer, or the budget is
 *   spent). Only a new fence makes the state known again. The lane is lost.
 * - `truncated`: a partition has lost records that were acknowledged (its leader has a shorter log, or it was
 *   created anew); `place` says which. Nothing of the transaction will be seen. The lane is lost.
 * - `expired`: Kafka forgot the transactional id, which was unused for long (a week by
 *   default). Whether another owner has taken it since cannot be told: the lane is lost.
 * - `too-large`: Kafka will never take one of the messages; `message` says which.
 * - `unauthorised`: the principal may not write there.
 * - `definite`: Kafka will not take it for another reason (an invalid topic, say).
 *
 * After the last three the transaction has been aborted: nothing of it will ever
 * be seen, and the next `commit` may follow without a fence. They come only
 * where that is certain; a failed abort makes them `indefinite`.
 */
export type TransactionErrorKind =
  'fenced' | 'indefinite' | 'expired' | 'truncated' | 'too-large' | 'unauthorised' | 'definite';

/** Which of the messages handed to `commit`; `index` counts within its partition's `messages`. */
export interface MessagePlace {
  readonly topic: string;
  readonly partition: number;
  readonly index: number;
}

export class TransactionError extends Error {
  override readonly name = 'TransactionError';

  constructor(
    readonly kind: TransactionErrorKind,
    /** Kafka's name of the error, or a code of `KafkaError`. */
    readonly code: string,
    message: string,
    /** Set with `too-large` and `truncated`. */
    readonly place?: MessagePlace,
    /** The topic that Kafka's answer was about, where it was about one. */
    readonly topic?: string,
  ) {
    super(message);
  }
}

/** What an error means to a transaction. What is not known to have had no effect is taken to be indefinite. */
export function kindOf(code: string): TransactionErrorKind {
  const { meaning } = errorRow(code);
  switch (meaning) {
    case 'fenced':
    case 'expired':
    case 'truncated':
    case 'too-large':
    case 'unauthorised':
      return meaning;
    case 'refused':
    case 'unsupported':
      return 'definite';
    case 'not-now':
    case 'not-replicated':
    case 'coordinator-unavailable':
    case 'indefinite':
    case 'no-progress':
    case 'out-of-range':
    case 'not-accepted':
      return 'indefinite';
  }
}

/** Whether the producer's epoch is of no use any more: only a new fence makes the state known. */
export function endsEpoch(kind: TransactionErrorKind): boolean {
  return kind === 'fenced' || kind === 'indefinite' || kind === 'expired' || kind === 'truncated';
}
