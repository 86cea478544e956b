import { ledgerBoundOf, WireError } from '#libs/lanes';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';

/**
 * Lower bounds of where the ledger ends, by lane: the offsets of the group remember
 * them. "A ledger that ends before a place where it once was has lost data."
 */
export async function knownLedgerEnds(
  kafka: KafkaAccess,
  setup: KafkaSetup,
  lanes: number,
  terminal: Terminal,
): Promise<ReadonlyMap<number, bigint>> {
  const ends = new Map<number, bigint>();
  for (const [key, { metadata }] of await groupOffsets(kafka, setup, terminal)) {
    const lane = Number(key.slice(key.lastIndexOf('/') + 1)) % lanes;
    const bound = ledgerBoundOf(metadata);
    // Mirrors copy offsets with their metadata, and offsets are others in each cluster.
    const isOurs = bound?.clusterId === undefined || bound.clusterId === kafka.admin.clusterId;
    const [end, known] = [isOurs ? (bound?.end ?? 0n) : 0n, ends.get(lane) ?? 0n];
    ends.set(lane, end > known ? end : known);
  }
  return ends;
}

/** An auditor's user may read topics and nothing else: then there is one check less. */
async function groupOffsets(
  kafka: KafkaAccess,
  { groupId, topics: { inputs, commands } }: KafkaSetup,
  terminal: Terminal,
): ReturnType<KafkaAccess['admin']['committedOffsets']> {
  const topics: string[] = [];
  for (const topic of [...Object.values(inputs), commands]) {
    if (await kafka.has(topic)) {
      topics.push(topic);
    }
  }
  try {
    return await kafka.admin.committedOffsets(groupId, topics);
  } catch (error) {
    if (error instanceof WireError && error.code.endsWith('AUTHORIZATION_FAILED')) {
      terminal.note(`Whether the ledger has lost its end is not checked: group ${groupId} may not be read.`);
      return new Map();
    }
    throw error;
  }
}
