import type { KafkaRecord } from '#libs/kafka';

/** A record of an input topic, as a lane takes it. */
export interface LaneRecord extends KafkaRecord {
  /** Set where an operator has this record carried out again; absent for what is read in its turn. */
  readonly replay?: ReplayMark;
  /** Set where it may have been answered before: the ledger has lost data since, and an operator has accepted that. */
  readonly afterLoss?: LossMark;
}

/** Why a record comes a second time. */
export interface ReplayMark {
  /** Of the command. */
  readonly id: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** What is done again is to be done to all that is there now. */
  readonly everything?: true;
  /** Summary of the settlement that this one is to supersede; absent where none is remembered. */
  readonly previous?: unknown;
}

/** What an answer has to say that may not be the first one. */
export interface LossMark {
  /** ISO 8601. */
  readonly acceptedAt: string;
  /** Of the answer, at least: higher than any that was given before. */
  readonly revision: number;
}

/** A message to be published in the same transaction as the ledger entry it belongs to. */
export interface Publication {
  readonly topic: string;
  /** Chooses the partition (murmur2, as the Java client does); null goes to the partition of the lane. */
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}
