/** A record of Kafka as `libs/lanes` hands it over. */
export interface InboundRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** The batch could not be decoded: key and value are null. */
  readonly fault?: 'undecodable';
}
