import type { LedgerMeta, StoredPosition } from '../format/ledger-format.js';
import { positionKey } from '../format/ledger-keys.js';
import type { LaneContext } from '../context/lane-context.js';
import type { LaneKafka } from '../context/lane-kafka.port.js';
import { LaneRefusal } from '../context/lane.errors.js';
import type { LaneSource } from './partition-position.js';
import { isRecreated, type RememberedPlace } from './recreated-topic.js';
import { OTHER_TOPIC } from './topic-watch.js';
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
  // The others go on without an input that is not there; `PartitionExpansion` adopts it when it is.
  const there = context.inputs.filter((topic) => context.kafka.access(topic) === 'there');
  const inputs = there.flatMap((topic) =>
    partitionsOf(lane, context.lanes, context.kafka.partitionCount(topic)).map((partition) => {
      const at = stored.get(positionKey(topic, partition));
      return at === undefined
        ? newPosition(context, topic, partition, known)
        : knownPosition(context, { topic, partition, stored: at }, { role: 'input', known, signal });
    }),
  );
  const commands = commandsPosition(context, lane, { stored, known, signal });
  return Promise.all([...inputs, commands]);
}

/** Lane l of L reads the partitions p with p mod L = l. */
export function partitionsOf(lane: number, lanes: number, partitions: number): readonly number[] {
  return Array.from({ length: partitions }, (_, partition) => partition).filter(
    (partition) => partition % lanes === lane,
  );
}

interface KnownQuestion extends Pick<PositionsQuestion, 'known' | 'signal'> {
  readonly role: LaneSource['role'];
}

/**
 * Where a partition is read on that the ledger has a position of. Ids of topics are compared within one cluster;
 * elsewhere, and without ids, the record before the position tells.
 */
export async function knownPosition<Entry>(
  context: LaneContext<Entry>,
  place: RememberedPlace,
  { role, known, signal }: KnownQuestion,
): Promise<ResolvedPosition> {
  const { kafka, log } = context;
  const { topic, partition, stored } = place;
  const id = await confirmedId(kafka, place);
  const isCopied = isOfAnotherCluster(known, kafka.clusterId);
  const before = isCopied ? undefined : stored.topicId;
  if (before !== undefined && id !== undefined) {
    if (before === id) {
      return { ...place, role, isNew: false };
    }
    const fields = { topic, partition, position: stored.next.toString(), topicId: id, before };
    log.error(fields, OTHER_TOPIC);
    return { topic, partition, role, stored: { next: 0n, topicId: id }, isNew: true };
  }
  if (await isRecreated(context, place, signal)) {
    const next = await kafka.listOffset(topic, partition, 'earliest');
    log.error(
      { topic, partition, position: stored.next.toString(), earliest: next.toString() },
      'The topic was created anew: the record before our position is another one. It is read from its beginning',
    );
    return { topic, partition, role, stored: { next, ...withId(id) }, isNew: true };
  }
  const { next, last } = stored;
  return {
    topic,
    partition,
    role,
    stored: { next, ...(last && { last }), ...withId(id) },
    isNew: id !== before,
  };
}

/** Metadata may be old: where it says something else than the ledger, the leader of the partition is asked. */
async function confirmedId(
  kafka: LaneKafka,
  { topic, partition, stored }: RememberedPlace,
): Promise<string | undefined> {
  const told = kafka.topicId(topic);
  return told === stored.topicId ? told : kafka.topicIdAt(topic, partition);
}

function withId(topicId: string | undefined): Pick<StoredPosition, 'topicId'> {
  return topicId === undefined ? {} : { topicId };
}

/** Where a partition starts that the ledger has no position of. */
export async function newPosition<Entry>(
  context: LaneContext<Entry>,
  topic: string,
  partition: number,
  known: LedgerMeta | undefined,
): Promise<ResolvedPosition> {
  // Asked first: where the topic is created anew meanwhile, the offsets are not taken for its own.
  const id = context.kafka.topicId(topic);
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
  return { topic, partition, role: 'input', stored: { ...withId(id), ...answer.position }, isNew: true };
}

/** The operators' decisions are never skipped. */
async function commandsPosition<Entry>(
  context: LaneContext<Entry>,
  partition: number,
  { stored, ...question }: PositionsQuestion,
): Promise<ResolvedPosition> {
  const { kafka, commands: topic } = context;
  const at = stored.get(positionKey(topic, partition));
  if (at) {
    return knownPosition(context, { topic, partition, stored: at }, { ...question, role: 'commands' });
  }
  const id = kafka.topicId(topic);
  const next = await kafka.listOffset(topic, partition, 'earliest');
  return { topic, partition, role: 'commands', stored: { next, ...withId(id) }, isNew: true };
}

/** A ledger that was copied to here: its positions are of topics that were copied, too. */
export function isOfAnotherCluster(known: LedgerMeta | undefined, clusterId: string | undefined): boolean {
  return known?.cluster !== undefined && clusterId !== undefined && known.cluster !== clusterId;
}
