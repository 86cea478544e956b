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
