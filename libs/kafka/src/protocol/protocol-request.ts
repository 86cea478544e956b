import type { ProtocolReader } from './protocol-reader.js';
import type { ProtocolWriter } from './protocol-writer.js';

export interface RequestResult {
  /** A partition as `topic/partition`, a transactional id. */
  readonly about: string;
  /** Kafka's name of the error; absent where all is well. */
  readonly error?: string | undefined;
}

/** A request in one fixed version, and how to read its answer. The oldest broker that speaks all of ours is 2.1. */
export interface ProtocolRequest<Answer> {
  /** Kafka's name of it, for errors and logs. */
  readonly api: string;
  readonly key: number;
  readonly version: number;
  /** The version has compact fields and tags (KIP-482): so have the headers of the request and of its answer. */
  readonly isFlexible?: true;
  /** The same question in a later version: asked instead where the broker speaks it. */
  readonly later?: ProtocolRequest<Answer>;
  /** How long the broker itself may take over it before it answers; added to our own patience. */
  readonly brokerWaitMs?: number;
  /** What came of each thing that was asked for, for `KafkaTroubles`; absent where an answer tells nothing of them. */
  results?(answer: Answer): readonly RequestResult[];
  encode(writer: ProtocolWriter): void;
  /** `throttleMs` as the broker asked for (KIP-219); 0 where the answer has none. */
  decode(reader: ProtocolReader): { readonly throttleMs: number; readonly answer: Answer };
}
