/** A message for Kafka, apart from its topic. */
export interface OutboundMessage {
  readonly key: string | Buffer | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}
