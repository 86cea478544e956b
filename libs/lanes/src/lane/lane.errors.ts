export type RefusalCode =
  'lane-count' | 'start-from' | 'corrupt-ledger' | 'newer-format' | 'ledger-lost-data' | 'no-answer';

/**
 * The lane must not run, and trying again would not help: somebody has to look
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
