import type { LaneProgress } from './lane-progress.js';

export type RefusalCode =
  'lane-count' | 'start-from' | 'corrupt-ledger' | 'newer-format' | 'ledger-lost-data' | 'no-answer';

/**
 * The lane must not run, and trying again would not help: somebody has to look
 * at it. `process`: the whole instance is set up wrongly and has to end.
 * `lane`: this lane stops with an alarm, loses nothing, and the others go on.
 *
 * `barrier`: where our barrier ended in a ledger that holds what cannot be read.
 * Only what is written behind it can mend that.
 */
export class LaneRefusal extends Error {
  override readonly name = 'LaneRefusal';

  constructor(
    readonly scope: 'process' | 'lane',
    readonly code: RefusalCode,
    message: string,
    readonly barrier?: bigint,
    /** With `ledger-lost-data`: what the ledger was known to be. Others must not believe it either. */
    readonly lost?: LaneProgress,
  ) {
    super(message);
  }
}

/** `what`: the ledger, and how it shows. */
export function lostData(what: string, lost: LaneProgress | undefined): LaneRefusal {
  const message = `${what}: it has lost data. Restore it, or delete the offsets of the group to accept the loss`;
  return new LaneRefusal('lane', 'ledger-lost-data', message, undefined, lost);
}
