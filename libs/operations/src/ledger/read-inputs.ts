import type { KafkaAccess } from '../installation/kafka-access.js';
import type { Topics } from '../installation/topics.js';
import type { BacklogFacts } from './backlog.policy.js';
import type { InputPartition } from './lane-status.js';
import type { LedgerProjection } from './ledger-projection.js';

export interface Inputs {
  readonly inputs: readonly InputPartition[];
  /** Topics that do not exist; "topics check" is the command that complains of them. */
  readonly missing: readonly string[];
}

/** What the inputs hold, and whether the lanes' positions are places in these very topics. */
export async function readInputs(
  kafka: KafkaAccess,
  topics: Pick<Topics, 'inputs'>,
  ledger: LedgerProjection,
): Promise<Inputs> {
  const names = Object.values(topics.inputs);
  const existing = await kafka.existing(names);
  const inputs: InputPartition[] = [];
  for (const topic of existing) {
    for (const range of await kafka.ends(topic)) {
      inputs.push({ ...range, before: await recordBefore(kafka, ledger, range) });
    }
  }
  return { inputs, missing: names.filter((topic) => !existing.includes(topic)) };
}

/**
 * Whether the record before a lane's position is still the one that was read: the same
 * offset with another time is another record, of a topic that was created anew.
 */
async function recordBefore(
  kafka: KafkaAccess,
  ledger: LedgerProjection,
  { topic, partition, from, until }: Omit<InputPartition, 'before'>,
): Promise<BacklogFacts['before']> {
  const last = ledger.laneOf(partition)?.positions.get(`${topic}/${partition}`)?.last;
  if (!last || last.offset < from || last.offset >= until) {
    return 'not-told';
  }
  const record = await kafka.recordAt({ topic, partition, offset: last.offset });
  return record === undefined ? 'not-told' : record.timestamp === last.timestamp ? 'the-same' : 'another';
}
