/** Which of the things that an operator's question needs is missing or unfit. */
export type OperationsErrorCode =
  | 'no-answer'
  | 'not-authorised'
  | 'no-topic'
  | 'no-ledger'
  | 'empty-ledger'
  | 'lane-count'
  | 'commands-partitions';

/** The installation cannot be looked at, or decided about. The message is a sentence for a person. */
export class OperationsError extends Error {
  override readonly name = 'OperationsError';

  constructor(
    readonly code: OperationsErrorCode,
    sentence: string,
  ) {
    super(sentence);
  }
}
