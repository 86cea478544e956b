import { remarkOf } from '#libs/lanes';
import { decodeAskedWaits, type AskedWait } from '#libs/pingone';
import type { Tool } from '../tool.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { groupOffsets } from './group-offsets.js';

/** Calls that wait because PingOne asked for it, in the lanes of one instance or several. */
export interface LanesWait extends AskedWait {
  /** Ascending. */
  readonly lanes: readonly number[];
}

/** What the instances have told with their offsets, and is not over. */
export async function askedWaits(
  tool: Pick<Tool, 'terminal' | 'now'>,
  kafka: KafkaAccess,
  setup: KafkaSetup,
  lanes: number,
): Promise<readonly LanesWait[]> {
  const offsets = await groupOffsets(kafka, setup, () => {
    tool.terminal.note(
      `Whether PingOne asked for a pause is not known: group ${setup.groupId} may not be read.`,
    );
  });
  return lanesWaits(
    [...offsets].map(([key, { metadata }]) => {
      return { lane: Number(key.slice(key.lastIndexOf('/') + 1)) % lanes, metadata };
    }),
    tool.now(),
  );
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

export function describeWait({ what, until, lanes }: LanesWait): string {
  const where = lanes.length === 1 ? `lane ${lanes.join()}` : `lanes ${lanes.join(', ')}`;
  return `${what} (${where}) waits until ${until} because PingOne asked for it.`;
}
