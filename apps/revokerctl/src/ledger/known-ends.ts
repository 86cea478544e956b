import { ledgerBoundOf, type LedgerBound } from '#libs/lanes';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { groupOffsets } from './group-offsets.js';

/**
 * What the offsets of the group remember of the ledger, by lane: "a ledger that ends
 * before a place where it once was has lost data". Mirrors copy offsets with what
 * they say, and ledgers end elsewhere in each cluster: that of another one is left out.
 */
export async function knownLedgers(
  kafka: KafkaAccess,
  setup: KafkaSetup,
  terminal: Terminal,
): Promise<ReadonlyMap<number, LedgerBound>> {
  const known = new Map<number, LedgerBound>();
  const { groupId, topics } = setup;
  const onRefused = (): void => {
    terminal.note(`Whether the ledger has lost its end is not checked: group ${groupId} may not be read.`);
  };
  for (const [key, { metadata }] of await groupOffsets(kafka, setup, onRefused)) {
    const at = key.lastIndexOf('/');
    if (key.slice(0, at) !== topics.commands) {
      continue; // Each lane has one offset there, and it goes by that.
    }
    const bound = ledgerBoundOf(metadata);
    const isOurs = bound?.clusterId === undefined || bound.clusterId === kafka.admin.clusterId;
    if (bound && isOurs) {
      known.set(Number(key.slice(at + 1)), bound);
    }
  }
  return known;
}
