/** A record of Kafka as `libs/lanes` hands it over. */
export interface InboundRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The last one where a header is repeated. */
  readonly headers: Readonly<Record<string, Buffer>>;
  /** What a repeated header said before, where that differs: an event that contradicts itself is refused. */
  readonly overwrittenHeaders?: readonly (readonly [name: string, value: Buffer])[];
  /** The batch could not be decoded: key and value are null. */
  readonly fault?: 'undecodable';
}
