import type { KafkaAccess } from './kafka-access.js';

/** A position in the ledger: where reading goes on, and the record before that place. */
export interface RememberedPosition {
  readonly topic: string;
  readonly partition: number;
  readonly last?: { readonly offset: bigint; readonly timestamp: number };
}

/**
 * Whether the record before a position is still the one that was read: the same
 * offset with another time is another record, of a topic that was created anew.
 */
export async function recordBefore(
  kafka: KafkaAccess,
  { topic, partition, last }: RememberedPosition,
  held: { readonly from: bigint; readonly until: bigint },
): Promise<'the-same' | 'another' | 'not-told'> {
  if (!last || last.offset < held.from || last.offset >= held.until) {
    return 'not-told';
  }
  const range = { topic, partition, from: last.offset, until: last.offset + 1n };
  for await (const record of kafka.read([range])) {
    if (record.offset === last.offset) {
      return record.timestamp === last.timestamp ? 'the-same' : 'another';
    }
  }
  return 'not-told';
}
