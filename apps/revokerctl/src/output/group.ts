import { askedWaits, type KafkaAccess, type LanesWait, type ServiceSetup } from '#libs/operations';
import type { CommandContext } from '../context.js';

/** Calls that wait because PingOne asked for a pause; where that is not known, a note says so. */
export async function readAskedWaits(
  context: CommandContext,
  kafka: KafkaAccess,
  setup: ServiceSetup,
  lanes: number,
): Promise<readonly LanesWait[]> {
  const onRefused = groupRefused(context, setup);
  return askedWaits(kafka, setup, { lanes, now: context.now(), onRefused });
}

export function groupRefused({ terminal }: CommandContext, { groupId }: ServiceSetup): () => void {
  return () => {
    terminal.note(`It is not known whether PingOne asked for a pause: group ${groupId} may not be read.`);
  };
}

/** For where the group may not be read. */
export function sayEndUnchecked({ terminal }: CommandContext, { groupId }: ServiceSetup): void {
  terminal.note(`Whether the ledger has lost its end is not checked: group ${groupId} may not be read.`);
}

export function describeWait({ what, until, lanes }: LanesWait): string {
  const where = lanes.length === 1 ? `lane ${lanes.join()}` : `lanes ${lanes.join(', ')}`;
  return `${what} (${where}) waits until ${until} because PingOne asked for it.`;
}
