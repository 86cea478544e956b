import type { TransactionErrorKind } from './transaction.errors.js';

/** Our own: records landed where others of ours had been acknowledged. */
export const BELOW_KNOWN_END = 'BELOW_KNOWN_END';

/** Definite answers: nothing was done, and it may be asked again with the same epoch. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'OPERATION_NOT_ATTEMPTED',
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
]);

const KINDS: ReadonlyMap<string, TransactionErrorKind> = new Map([
  // Also the answer to an owner whose transaction timed out: either way somebody else acted on the id.
  ['INVALID_PRODUCER_EPOCH', 'fenced'],
  ['PRODUCER_FENCED', 'fenced'],
  // The id was unused for so long that Kafka forgot it; or, seldom, its epochs ran out.
  ['INVALID_PRODUCER_ID_MAPPING', 'expired'],
  // Batches before it were acknowledged, and the leader does not have them: its log is shorter than it was.
  ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'truncated'],
  [BELOW_KNOWN_END, 'truncated'],
  ['MESSAGE_TOO_LARGE', 'too-large'],
  ['RECORD_LIST_TOO_LARGE', 'too-large'],
  ['TOPIC_AUTHORIZATION_FAILED', 'unauthorised'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'unauthorised'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'unauthorised'],
  ['INVALID_TOPIC_EXCEPTION', 'definite'],
  ['INVALID_RECORD', 'definite'],
  ['INVALID_TIMESTAMP', 'definite'],
  ['INVALID_TRANSACTION_TIMEOUT', 'definite'],
  ['POLICY_VIOLATION', 'definite'],
  ['UNSUPPORTED_BROKER', 'definite'],
]);

export function isNotNow(code: string): boolean {
  return NOT_NOW.has(code);
}

/** What is not known to have had no effect is taken to be indefinite. */
export function kindOf(code: string): TransactionErrorKind {
  return KINDS.get(code) ?? 'indefinite';
}

/** Whether the producer's epoch is of no use any more: only a new fence makes the state known. */
export function endsEpoch(kind: TransactionErrorKind): boolean {
  return kind === 'fenced' || kind === 'indefinite' || kind === 'expired' || kind === 'truncated';
}
