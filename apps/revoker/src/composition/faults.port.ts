import type { JournalTarget } from '#libs/lanes';
import type { PingOne } from '#libs/pingone';

/**
 * Stands in the two places where the service does something that lasts: its
 * calls of PingOne, and the transactions of its lanes. Production passes none,
 * and no setting does: only an entry of the tests' own hands one in, to end the
 * process between two durable steps.
 *
 * To implementers: each is called once and wraps what it is given.
 */
export interface Faults {
  pingone(inner: PingOne): PingOne;
  /** Once for each ownership of a lane. */
  journal(inner: JournalTarget): JournalTarget;
}
