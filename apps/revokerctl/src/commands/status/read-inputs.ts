import type { KafkaAccess } from '../../kafka/kafka-access.js';
import { recordBefore } from '../../kafka/record-before.js';
import type { LaneView } from '../../ledger/lane-view.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import type { InputPartition } from './lane-status.js';

export interface Inputs {
  readonly inputs: readonly InputPartition[];
  /** Topics that do not exist; "topics check" is the command that complains of them. */
  readonly missing: readonly string[];
}

/** What the inputs hold, and whether the lanes' positions are places in these very topics. */
export async function readInputs(
  kafka: KafkaAccess,
  { topics }: KafkaSetup,
  views: readonly LaneView[],
): Promise<Inputs> {
  const inputs: InputPartition[] = [];
  const missing: string[] = [];
  for (const topic of Object.values(topics.inputs)) {
    if (!(await kafka.has(topic))) {
      missing.push(topic);
      continue;
    }
    for (const range of await kafka.ends(topic)) {
      const position = views[range.partition % views.length]?.positions.get(`${topic}/${range.partition}`);
      const before = position === undefined ? 'not-told' : await recordBefore(kafka, position, range);
      inputs.push({ ...range, before });
    }
  }
  return { inputs, missing };
}
