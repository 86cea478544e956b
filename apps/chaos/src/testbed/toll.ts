/** A record of an input that a fault deleted before all instances had read it. */
export interface TakenRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Of its item; empty where it has none. */
  readonly tag: string;
  /** How often its topic had been deleted before. */
  readonly incarnation: number;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Whether the ledger showed that its lane had read it: then there must be an answer. */
  readonly wasRead: boolean;
}

/** A ledger that lost its end. Epoch milliseconds. */
export interface LedgerCut {
  readonly lane: number;
  readonly killedAt: number;
  /** When an operator accepted the loss; from then on the lane may answer again. */
  readonly acceptedAt: number;
}

/** What faults have taken from the service for good: the judge must know it. */
export class Toll {
  readonly taken: TakenRecord[] = [];
  readonly cuts: LedgerCut[] = [];
  readonly #deletions = new Map<string, number>();

  /** How often this topic has been deleted. */
  incarnationOf(topic: string): number {
    return this.#deletions.get(topic) ?? 0;
  }

  /** @param records what was in it; of a topic that is deleted twice in a row the second has nothing */
  topicDeleted(topic: string, records: readonly TakenRecord[]): void {
    const incarnation = this.incarnationOf(topic);
    this.taken.push(...records.filter((record) => record.incarnation === incarnation));
    this.#deletions.set(topic, incarnation + 1);
  }
}
