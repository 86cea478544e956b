import { ledgerBoundOf } from '#libs/lanes';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { groupOffsets } from './group-offsets.js';

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
  const onRefused = (): void => {
    const { groupId } = setup;
    terminal.note(`Whether the ledger has lost its end is not checked: group ${groupId} may not be read.`);
  };
  for (const [key, { metadata }] of await groupOffsets(kafka, setup, onRefused)) {
    const lane = Number(key.slice(key.lastIndexOf('/') + 1)) % lanes;
    const bound = ledgerBoundOf(metadata);
    // Mirrors copy offsets with their metadata, and offsets are others in each cluster.
    const isOurs = bound?.clusterId === undefined || bound.clusterId === kafka.admin.clusterId;
    const [end, known] = [isOurs ? (bound?.end ?? 0n) : 0n, ends.get(lane) ?? 0n];
    ends.set(lane, end > known ? end : known);
  }
  return ends;
}
