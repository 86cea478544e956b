import type { LedgerMeta, StoredPosition } from '../ledger/ledger-format.js';
import { positionKey } from '../ledger/ledger-keys.js';
import type { LaneContext } from './lane-context.js';
import { LaneRefusal } from './lane.errors.js';
import type { LaneSource } from './lane-source.js';
import { isRecreated, type RememberedPlace } from './recreated-topic.js';
import { startPosition } from './start-position.policy.js';

export interface ResolvedPosition {
  readonly topic: string;
  readonly partition: number;
  readonly role: LaneSource['role'];
  readonly stored: StoredPosition;
  /** Not in the ledger yet. */
  readonly isNew: boolean;
}

export interface PositionsQuestion {
  /** As the ledger has them, by `positionKey`. */
  readonly stored: ReadonlyMap<string, StoredPosition>;
  readonly known: LedgerMeta | undefined;
  readonly signal: AbortSignal;
}

/**
 * Where the lane reads on in each of its partitions: the ledger's word, or the
 * rule for partitions that it does not know.
 *
 * @throws LaneRefusal where START_FROM would have to decide and is not set
 */
export async function resolvePositions<Entry>(
  context: LaneContext<Entry>,
  lane: number,
  { stored, known, signal }: PositionsQuestion,
): Promise<readonly ResolvedPosition[]> {
  const inputs = context.inputs.flatMap((topic) =>
    partitionsOf(lane, context.lanes, context.kafka.partitionCount(topic)).map((partition) => {
      const at = stored.get(positionKey(topic, partition));
      return at === undefined
        ? newPosition(context, topic, partition, known)
        : knownPosition(context, { topic, partition, stored: at }, signal);
    }),
  );
  return Promise.all([...inputs, commandsPosition(context, lane, stored)]);
}

/** Lane l of L reads the partitions p with p mod L = l. */
export function partitionsOf(lane: number, lanes: number, partitions: number): readonly number[] {
  return Array.from({ length: partitions }, (_, partition) => partition).filter(
    (partition) => partition % lanes === lane,
  );
}

async function knownPosition<Entry>(
  context: LaneContext<Entry>,
  place: RememberedPlace,
  signal: AbortSignal,
): Promise<ResolvedPosition> {
  if (!(await isRecreated(context, place, signal))) {
    return { ...place, role: 'input', isNew: false };
  }
  const { topic, partition, stored } = place;
  const next = await context.kafka.listOffset(topic, partition, 'earliest');
  context.log.error(
    { topic, partition, position: stored.next.toString(), earliest: next.toString() },
    'The topic was created anew: the record before our position is another one. It is read from its beginning',
  );
  return { topic, partition, role: 'input', stored: { next }, isNew: true };
}

/** Where a partition starts that the ledger has no position of. */
export async function newPosition<Entry>(
  context: LaneContext<Entry>,
  topic: string,
  partition: number,
  known: LedgerMeta | undefined,
): Promise<ResolvedPosition> {
  const [earliest, latest] = await Promise.all([
    context.kafka.listOffset(topic, partition, 'earliest'),
    context.kafka.listOffset(topic, partition, 'latest'),
  ]);
  const answer = startPosition({
    partition,
    earliest,
    latest,
    startFrom: context.startFrom,
    knownPartitions: known?.inputs[topic],
    emptyAtStart: context.emptyAtStart.get(`${topic}/${partition}`),
  });
  switch (answer.kind) {
    case 'refused':
      throw new LaneRefusal(
        'process',
        'start-from',
        `${topic}/${partition} already holds records (${earliest} to ${latest}) and group ${context.groupId} is new to it: ` +
          'set START_FROM=earliest to carry them out, or START_FROM=latest to begin with what comes from now on',
      );
    case 'grown':
      context.log.info({ topic, partition }, 'A partition has been added; it is read from its beginning');
      break;
    case 'start':
      break;
  }
  return { topic, partition, role: 'input', stored: answer.position, isNew: true };
}

/** The operators' decisions are never skipped. */
async function commandsPosition<Entry>(
  { kafka, commands: topic }: LaneContext<Entry>,
  partition: number,
  stored: ReadonlyMap<string, StoredPosition>,
): Promise<ResolvedPosition> {
  const at = stored.get(positionKey(topic, partition));
  const position = at ?? { next: await kafka.listOffset(topic, partition, 'earliest') };
  return { topic, partition, role: 'commands', stored: position, isNew: at === undefined };
}
