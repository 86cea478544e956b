import { KafkaError } from '#libs/kafka';
import { type LedgerBound, ledgerBoundOf, remarkOf } from '#libs/lanes';
import { type AskedWait, decodeAskedWaits } from '#libs/pingone';
import type { KafkaAccess } from './kafka-access.js';
import type { ServiceSetup } from './topics.js';

type Setup = Pick<ServiceSetup, 'groupId' | 'topics'>;

/**
 * What the group has committed, by `topic/partition`.
 *
 * @param onRefused a user who may read topics and nothing else sees no offsets
 */
async function groupOffsets(
  kafka: KafkaAccess,
  { groupId, topics: { inputs, commands } }: Setup,
  onRefused: () => void,
): ReturnType<KafkaAccess['admin']['committedOffsets']> {
  const topics = await kafka.existing([...Object.values(inputs), commands]);
  try {
    return await kafka.admin.committedOffsets(groupId, topics);
  } catch (error) {
    if (error instanceof KafkaError && error.code.endsWith('AUTHORIZATION_FAILED')) {
      onRefused();
      return new Map();
    }
    throw error;
  }
}

/**
 * What the offsets of the group remember of the ledger, by lane: "a ledger that ends
 * before a place where it once was has lost data". Mirrors copy offsets with what
 * they say, and ledgers end elsewhere in each cluster: that of another one is left out.
 */
export async function knownLedgers(
  kafka: KafkaAccess,
  setup: Setup,
  onRefused: () => void,
): Promise<ReadonlyMap<number, LedgerBound>> {
  const known = new Map<number, LedgerBound>();
  for (const [key, { metadata }] of await groupOffsets(kafka, setup, onRefused)) {
    const at = key.lastIndexOf('/');
    if (key.slice(0, at) !== setup.topics.commands) {
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

/** Calls that wait because PingOne asked for it, in the lanes of one instance or several. */
export interface LanesWait extends AskedWait {
  /** Ascending. */
  readonly lanes: readonly number[];
}

/** What the instances have told with their offsets, and is not over. */
export async function askedWaits(
  kafka: KafkaAccess,
  setup: Setup,
  { lanes, now, onRefused }: { readonly lanes: number; readonly now: number; readonly onRefused: () => void },
): Promise<readonly LanesWait[]> {
  const offsets = [...(await groupOffsets(kafka, setup, onRefused))].map(([key, { metadata }]) => {
    return { lane: Number(key.slice(key.lastIndexOf('/') + 1)) % lanes, metadata };
  });
  return lanesWaits(offsets, now);
}

export function lanesWaits(
  offsets: readonly { readonly lane: number; readonly metadata: string }[],
  now: number,
): readonly LanesWait[] {
  const waits = offsets.flatMap(({ lane, metadata }) =>
    decodeAskedWaits(remarkOf(metadata) ?? '')
      .filter(({ until }) => Date.parse(until) > now)
      .map((wait) => ({ ...wait, lane })),
  );
  return [...Map.groupBy(waits, ({ what, until }) => `${what} ${until}`).values()].flatMap((same) => {
    const [first] = same;
    const lanes = [...new Set(same.map(({ lane }) => lane))].toSorted((one, other) => one - other);
    return first ? [{ what: first.what, until: first.until, lanes }] : [];
  });
}
