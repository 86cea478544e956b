import { TransactionError, KafkaError } from '#libs/kafka';
export type RefusalCode =
  'lane-count' | 'start-from' | 'corrupt-ledger' | 'newer-format' | 'ledger-lost-data' | 'no-answer';

/**
 * The lane must not run, and trying again would not help: an operator has to look
 * at it. `process`: the whole instance is set up wrongly and has to end.
 * `lane`: this lane stops with an alarm, loses nothing, and the others go on.
 *
 * `barrier`: where our last record ended in a ledger that holds what cannot be read,
 * or has lost data. Only what is written behind it can mend that.
 */
export class LaneRefusal extends Error {
  override readonly name = 'LaneRefusal';

  constructor(
    readonly scope: 'process' | 'lane',
    readonly code: RefusalCode,
    message: string,
    readonly barrier?: bigint,
  ) {
    super(message);
  }
}

/** What a lane cannot do without, and an operator has to give it: trying again soon does not help. */
export interface LaneNeed {
  /** Absent: it is no topic. */
  readonly topic?: string;
  /** The second half of "Lane 0 waits: …". */
  readonly sentence: string;
}

export function waitsFor(lane: number, { sentence }: LaneNeed): string {
  return `Lane ${lane} waits: ${sentence}`;
}

/** What a failed step of a lane says is missing; undefined where it may pass by itself. */
export function needOf(error: unknown): LaneNeed | undefined {
  if (!(error instanceof TransactionError || error instanceof KafkaError)) {
    return undefined;
  }
  const { code, message, topic } = error;
  switch (code) {
    case 'TOPIC_AUTHORIZATION_FAILED':
      if (topic === undefined) {
        return { sentence: message };
      }
      return error instanceof TransactionError
        ? {
            topic,
            sentence: `Kafka does not let this service write ${topic}; it needs the right Write on it`,
          }
        : { topic, sentence: message };
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return topic === undefined ? undefined : { topic, sentence: `Topic ${topic} does not exist` };
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED':
      return {
        sentence:
          'Kafka does not let this service use its transactional ids; it needs the right Write on them',
      };
    case 'UNSUPPORTED_BROKER':
      return { sentence: message };
    default:
      return undefined;
  }
}
