/**
 * What an error says of the request that it answers:
 *
 * - `not-now`: nothing was done; a leader or a coordinator has moved, or a broker has only just started
 * - `not-replicated`: followers are too few or too slow; a batch is recognised when it comes again
 * - `coordinator-unavailable`: the coordinator answers that it cannot act
 * - `indefinite`: it may or may not have been done
 * - `no-progress`: answers came, and led nowhere for too long
 * - `out-of-range`: the offset is not in the log of the broker that answers
 * - `fenced`, `expired`, `truncated`, `too-large`, `unauthorised`: as `TransactionErrorKind` says
 * - `refused`: Kafka will not do it
 * - `unsupported`: the broker does not speak a request of ours in our version; nothing was sent
 * - `not-accepted`: one side does not accept the other's certificate or credentials; nothing was sent
 */
export type KafkaErrorKind =
  | 'not-now'
  | 'not-replicated'
  | 'coordinator-unavailable'
  | 'indefinite'
  | 'no-progress'
  | 'out-of-range'
  | 'fenced'
  | 'expired'
  | 'truncated'
  | 'too-large'
  | 'unauthorised'
  | 'refused'
  | 'unsupported'
  | 'not-accepted';

export interface ErrorRow {
  /** `always`: nothing was done. `question`: only what changes nothing may be asked again. */
  readonly retriable: 'always' | 'question' | 'never';
  /** Whether fresh metadata may help, or the coordinator has to be looked up again. */
  readonly refresh: boolean;
  readonly meaning: KafkaErrorKind;
}

type Row = readonly [code: number | undefined, name: string, ...Partial<Values>];
type Values = [ErrorRow['retriable'], ErrorRow['refresh'], ErrorRow['meaning']];

/** Of an error that is not in the table, or has no row of its own in it. */
const UNKNOWN: Values = ['question', true, 'indefinite'];

/**
 * Kafka's error codes by their official names (https://kafka.apache.org/protocol#protocol_error_codes), as far
 * as our requests can meet them, and those of `KafkaError`, which have no number.
 */
const ROWS: readonly Row[] = [
  [-1, 'UNKNOWN_SERVER_ERROR'],
  [1, 'OFFSET_OUT_OF_RANGE', 'question', true, 'out-of-range'],
  [2, 'CORRUPT_MESSAGE'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION', 'always', true, 'not-now'],
  [4, 'INVALID_FETCH_SIZE'],
  [5, 'LEADER_NOT_AVAILABLE', 'always', true, 'not-now'],
  [6, 'NOT_LEADER_OR_FOLLOWER', 'always', true, 'not-now'],
  [7, 'REQUEST_TIMED_OUT', 'always', true, 'not-replicated'],
  [8, 'BROKER_NOT_AVAILABLE'],
  [9, 'REPLICA_NOT_AVAILABLE'],
  [10, 'MESSAGE_TOO_LARGE', 'never', false, 'too-large'],
  [13, 'NETWORK_EXCEPTION', 'always', true, 'not-now'],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS', 'always', true, 'coordinator-unavailable'],
  [15, 'COORDINATOR_NOT_AVAILABLE', 'always', true, 'coordinator-unavailable'],
  [16, 'NOT_COORDINATOR', 'always', true, 'coordinator-unavailable'],
  [17, 'INVALID_TOPIC_EXCEPTION', 'never', false, 'refused'],
  [18, 'RECORD_LIST_TOO_LARGE', 'never', false, 'too-large'],
  [19, 'NOT_ENOUGH_REPLICAS', 'always', true, 'not-replicated'],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'always', true, 'not-replicated'],
  [21, 'INVALID_REQUIRED_ACKS'],
  [29, 'TOPIC_AUTHORIZATION_FAILED', 'never', false, 'unauthorised'],
  [30, 'GROUP_AUTHORIZATION_FAILED', 'never', false, 'unauthorised'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', 'never', false, 'unauthorised'],
  [32, 'INVALID_TIMESTAMP', 'never', false, 'refused'],
  [33, 'UNSUPPORTED_SASL_MECHANISM'],
  [34, 'ILLEGAL_SASL_STATE'],
  [35, 'UNSUPPORTED_VERSION'],
  [36, 'TOPIC_ALREADY_EXISTS'],
  [37, 'INVALID_PARTITIONS'],
  [38, 'INVALID_REPLICATION_FACTOR'],
  [39, 'INVALID_REPLICA_ASSIGNMENT'],
  [40, 'INVALID_CONFIG'],
  [41, 'NOT_CONTROLLER', 'always', true, 'not-now'],
  [42, 'INVALID_REQUEST', 'never', false, 'indefinite'],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT', 'never', false, 'indefinite'],
  [44, 'POLICY_VIOLATION', 'never', false, 'refused'],
  // Batches before it were acknowledged, and the leader does not have them: its log is shorter than it was.
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'never', false, 'truncated'],
  [46, 'DUPLICATE_SEQUENCE_NUMBER'],
  // Also the answer to an owner whose transaction timed out: either way another owner, or the broker, acted on the id.
  [47, 'INVALID_PRODUCER_EPOCH', 'never', false, 'fenced'],
  [48, 'INVALID_TXN_STATE'],
  // The id was unused for so long that Kafka forgot it; or, seldom, its epochs ran out.
  [49, 'INVALID_PRODUCER_ID_MAPPING', 'never', false, 'expired'],
  [50, 'INVALID_TRANSACTION_TIMEOUT', 'never', false, 'refused'],
  // The markers of the transaction before are being written: as long as they cannot be, it is this answer.
  [51, 'CONCURRENT_TRANSACTIONS', 'always', false, 'coordinator-unavailable'],
  [52, 'TRANSACTION_COORDINATOR_FENCED'],
  [53, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'never', false, 'unauthorised'],
  [54, 'SECURITY_DISABLED'],
  [55, 'OPERATION_NOT_ATTEMPTED', 'always', true, 'not-now'],
  [56, 'KAFKA_STORAGE_ERROR', 'always', true, 'not-now'],
  [58, 'SASL_AUTHENTICATION_FAILED'],
  [59, 'UNKNOWN_PRODUCER_ID'],
  [68, 'NON_EMPTY_GROUP'],
  [69, 'GROUP_ID_NOT_FOUND'],
  [72, 'LISTENER_NOT_FOUND'],
  [73, 'TOPIC_DELETION_DISABLED'],
  [74, 'FENCED_LEADER_EPOCH', 'always', true, 'not-now'],
  [75, 'UNKNOWN_LEADER_EPOCH'],
  [76, 'UNSUPPORTED_COMPRESSION_TYPE'],
  [78, 'OFFSET_NOT_AVAILABLE'],
  [87, 'INVALID_RECORD', 'never', false, 'refused'],
  [89, 'THROTTLING_QUOTA_EXCEEDED'],
  [90, 'PRODUCER_FENCED', 'never', false, 'fenced'],
  [100, 'UNKNOWN_TOPIC_ID'],
  [105, 'TRANSACTIONAL_ID_NOT_FOUND'],
  [120, 'TRANSACTION_ABORTABLE'],
  [undefined, 'UNREACHABLE', 'always', true, 'not-now'],
  [undefined, 'NO_ANSWER', 'question', true, 'indefinite'],
  [undefined, 'NO_PROGRESS', 'never', false, 'no-progress'],
  [undefined, 'BELOW_KNOWN_END', 'never', false, 'truncated'],
  [undefined, 'UNSUPPORTED_BROKER', 'never', false, 'unsupported'],
  [undefined, 'TLS_REFUSED', 'never', false, 'not-accepted'],
  [undefined, 'CREDENTIALS_REFUSED', 'never', false, 'not-accepted'],
];

const NAMES: ReadonlyMap<number | undefined, string> = new Map(ROWS.map(([code, name]) => [code, name]));
const TABLE: ReadonlyMap<string, ErrorRow> = new Map(
  ROWS.map(([, name, retriable = UNKNOWN[0], refresh = UNKNOWN[1], meaning = UNKNOWN[2]]) => [
    name,
    { retriable, refresh, meaning },
  ]),
);
const UNKNOWN_ROW: ErrorRow = { retriable: UNKNOWN[0], refresh: UNKNOWN[1], meaning: UNKNOWN[2] };

/** The name of a code other than 0; `ERROR_<code>` for one that is newer than the table. */
export function errorName(code: number): string {
  return NAMES.get(code) ?? `ERROR_${code}`;
}

/** What the error of this name means. */
export function errorRow(name: string): ErrorRow {
  return TABLE.get(name) ?? UNKNOWN_ROW;
}
