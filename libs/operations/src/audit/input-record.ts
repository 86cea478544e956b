import type { EventType } from '#libs/contracts';
import { type KafkaRecord, partitionFor } from '#libs/kafka';
import type { Origin } from '../ledger/open-revocation.js';
import { identifiedBy, readAsService } from '../records/read-event.js';

/** A record of an input, as far as an audit has to know it. */
export interface InputRecord extends Origin {
  /** Of its outcome; undefined while the topic of outcomes has no partition. */
  readonly outcomePartition: number | undefined;
  /** Absent for a record that is no event. */
  readonly event?: InputEvent;
}

export interface InputEvent {
  readonly lane: number;
  readonly eventId: string;
  readonly revocationId: string;
  readonly fingerprint: string;
  /** The id under which it was carried out where `revocationId` was known with other content. */
  readonly conflictId: () => string;
}

export interface InputContext {
  readonly lanes: number;
  readonly inputs: ReadonlyMap<string, EventType>;
  readonly outcomePartitions: number;
}

/** Reads a record as the service does. */
export function readInput(
  record: KafkaRecord,
  { lanes, inputs, outcomePartitions }: InputContext,
): InputRecord {
  const { topic, partition, offset, timestamp, key } = record;
  const lane = partition % lanes;
  const type = inputs.get(topic);
  const envelope = type && identifiedBy(readAsService(record, type))?.envelope;
  return {
    topic,
    partition,
    offset,
    timestamp,
    outcomePartition: partitionOf(key, lane, outcomePartitions),
    ...(envelope && {
      event: {
        lane,
        eventId: envelope.eventId,
        revocationId: envelope.revocationId,
        fingerprint: envelope.fingerprint,
        conflictId: () => envelope.conflictId(),
      },
    }),
  };
}

/** The outcome has the key of the event as a text; without a key it goes to the partition of the lane. */
function partitionOf(key: Buffer | null, lane: number, count: number): number | undefined {
  if (count === 0) {
    return undefined;
  }
  return key === null ? lane % count : partitionFor(key.toString('utf8'), count);
}
