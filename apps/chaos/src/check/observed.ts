import type { DeadLetter, RevocationCompleted } from '#libs/contracts';
import type { LedgerCut } from '../testbed/toll.js';
import type { Item } from '../load/item.js';

/** Where a record stands: `${topic}/${partition}/${offset}`; of a topic that was deleted since, `${topic}@${n}/…`. */
export type Place = string;

/** Records of the inputs that are one event to the service: copies of one event, or one record that has no id. */
export interface ObservedEvent {
  /** The item's tag, and the place where every record is an event of its own. */
  readonly identity: string;
  readonly item: Item;
  /** In the order of their partition. */
  readonly records: readonly Place[];
  /**
   * Faults took all of its records away, and nothing shows that its lane had read one of them: it may have no answer.
   * Then the service must have said that records of these partitions are gone.
   */
  readonly taken?: 'said' | 'unsaid';
  /** Losses of its lane's ledger: it may have been answered again. */
  readonly cuts?: readonly LedgerCut[];
}

export interface ObservedOutcome {
  readonly outcome: RevocationCompleted;
  readonly origin: Place;
  /** Where it was published itself. */
  readonly place: Place;
  /** When it was published, epoch milliseconds. */
  readonly at: number;
}

export interface ObservedDeadLetter {
  readonly letter: Pick<DeadLetter, 'code'>;
  readonly origin: Place;
  readonly place: Place;
}

/** What a read-committed subscriber of all topics sees. */
export interface Observed {
  readonly events: readonly ObservedEvent[];
  readonly outcomes: readonly ObservedOutcome[];
  readonly deadLetters: readonly ObservedDeadLetter[];
  /** Places of input records that the suite did not publish. */
  readonly strangers: readonly Place[];
}

export const placeOf = (at: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint | number | string;
}): Place => `${at.topic}/${at.partition}/${at.offset}`;
