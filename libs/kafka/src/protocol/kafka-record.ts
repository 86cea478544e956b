export type HeaderValue = readonly [name: string, value: Buffer];

/** One record of a topic as the broker gave it, decompressed but not interpreted. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Epoch milliseconds, by the topic's own rule (create or append time). */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The last one wins where a header is repeated. */
  readonly headers: Readonly<Record<string, Buffer>>;
  /** What the headers said before a repeat of the same name said otherwise; absent for almost every record. */
  readonly overwrittenHeaders?: readonly HeaderValue[];
  /** Set where the batch could not be decoded (unknown or broken compression): key and value are then null. */
  readonly fault?: 'undecodable';
}

/** One partition of a fetch: where to read from, and how much at most (a larger first batch comes whole anyway). */
export interface PartitionRead {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly maxBytes: number;
}

export type PartitionAnswer =
  | {
      readonly kind: 'records';
      readonly topic: string;
      readonly partition: number;
      /**
       * Committed, no control records, offsets from the asked one on. Keys, values and headers are views into
       * the response: who keeps one for long copies it, or keeps the whole response alive.
       */
      readonly records: readonly KafkaRecord[];
      /** Where to read on: counts control records, aborted ones and batches that compaction emptied. The asked offset if nothing came. */
      readonly nextOffset: bigint;
    }
  /** `error` is Kafka's name of the error, e.g. `OFFSET_OUT_OF_RANGE`, `NOT_LEADER_OR_FOLLOWER`. */
  | { readonly kind: 'error'; readonly topic: string; readonly partition: number; readonly error: string };
