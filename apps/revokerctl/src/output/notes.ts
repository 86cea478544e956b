import type { TopicRange } from '#libs/kafka';
import {
  askedWaits,
  type KafkaAccess,
  type LanesWait,
  type ServiceSetup,
  type UnreadableRecord,
} from '#libs/operations';
import { EXIT, type ExitCode } from '../cli/cli-error.js';
import { count, place } from '../cli/format.js';
import type { Terminal } from '../cli/terminal.js';
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
  terminal.note(`It is not checked whether the ledger has lost its end: group ${groupId} may not be read.`);
}

export function describeWait({ what, until, lanes }: LanesWait): string {
  const where = lanes.length === 1 ? `lane ${lanes.join()}` : `lanes ${lanes.join(', ')}`;
  return `${what} (${where}) waits until ${until} because PingOne asked for it.`;
}

/** Says what of the ledger could not be read; the lanes of these records refuse to run. @returns the exit code */
export function sayUnreadable(
  terminal: Terminal,
  topic: string,
  unreadable: readonly UnreadableRecord[],
): ExitCode {
  const [first] = unreadable;
  if (!first) {
    return EXIT.ok;
  }
  const { lane: partition, offset, message } = first;
  terminal.note(
    `${count(unreadable.length, 'record')} of the ledger cannot be read by this version, the first at ${place({ topic, partition, offset })}: its value ${message} ("revokerctl ledger check" shows them).`,
  );
  return EXIT.unreadable;
}

/**
 * Says where a range that was asked for by time may have begun before what
 * retention has left.
 *
 * @param asked where each partition has its first record of that time
 * @param left everything that is there
 */
export function sayWhatIsGone(
  terminal: Terminal,
  asked: readonly TopicRange[],
  left: readonly TopicRange[],
): void {
  const cut = asked.filter(({ partition, from }) => {
    const first = left[partition]?.from ?? 0n;
    return first > 0n && from === first;
  });
  const [first] = cut;
  if (first) {
    terminal.note(
      `Retention has removed what ${first.topic} held before (in ${cut.length} of ${left.length} partitions): there may have been more.`,
    );
  }
}
