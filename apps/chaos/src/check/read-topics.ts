import { readDeadLetter, type RevocationCompleted } from '#libs/contracts';
import type { KafkaRecord, KafkaSettings } from '#libs/kafka';
import type { Topics } from '#libs/testbed';
import { recordsOf } from '../testbed/records-of.js';
import type { LedgerCut, TakenRecord } from '../testbed/toll.js';
import { TAG_HEADER, type Item } from '../load/item.js';
import { placeOf, type Observed, type ObservedEvent, type Place } from './observed.js';

/** Of a dead letter: before the name of each header of the original. */
const ORIGINAL = 'original.';

/** What faults took from everybody, and what the service said of it. */
export interface Aftermath {
  readonly lanes: number;
  readonly taken: readonly TakenRecord[];
  /** How often an input was deleted. */
  readonly incarnationOf: (topic: string) => number;
  /** Whether the service said since then that records of this partition are gone. */
  readonly isSaid: (partition: string, since: number) => boolean;
  readonly cuts: readonly LedgerCut[];
}

const NOTHING_TAKEN: Aftermath = {
  ...{ lanes: 1, taken: [], cuts: [] },
  incarnationOf: () => 0,
  isSaid: () => false,
};

/** Reads all topics from their beginnings, read-committed, with our own reader: kafkajs's would show aborted records. */
export async function readTopics(
  kafka: KafkaSettings,
  topics: Topics,
  items: ReadonlyMap<string, Item>,
  aftermath: Aftermath = NOTHING_TAKEN,
): Promise<Observed> {
  const [inputs, outcomes, letters] = await Promise.all([
    recordsOf(kafka, [topics.userDeprovisioned, topics.sessionTerminated]),
    recordsOf(kafka, [topics.completed]),
    recordsOf(kafka, [topics.deadLetter]),
  ]);
  const records = [...aftermath.taken.map((record) => fromToll(record, aftermath)), ...inputs.map(asTheyAre)];
  const byPlace = Map.groupBy(records, ({ origin }) => origin);
  /** Records of a topic and of those before it may have stood at the same place: which of them was answered? */
  const placeBy = (origin: Place, isIt: (item: Item | undefined) => boolean): Place => {
    const candidates = byPlace.get(origin) ?? [];
    return (candidates.find(({ tag }) => isIt(items.get(tag))) ?? candidates.at(-1))?.place ?? origin;
  };
  return {
    ...eventsIn(records, items, aftermath),
    outcomes: outcomes.map((record) => {
      const outcome = JSON.parse(record.value?.toString('utf8') ?? 'null') as RevocationCompleted;
      const told = placeOf(outcome.origin);
      // An event without an id has one of its place, which is the same in the topic before: its user tells.
      const origin = placeBy(told, (item) =>
        item?.eventId === undefined
          ? outcome.userId !== undefined && item?.message.value?.includes(outcome.userId) === true
          : item.eventId === outcome.eventId,
      );
      return { outcome, origin, place: placeOf(record), at: record.timestamp };
    }),
    deadLetters: letters.map((record) => {
      const letter = readDeadLetter(record.headers);
      if (letter === undefined) {
        throw new Error(`${placeOf(record)} is no dead letter`);
      }
      const tag = record.headers[`${ORIGINAL}${TAG_HEADER}`]?.toString('utf8');
      const origin = placeBy(placeOf(letter.origin), (item) => item?.tag === tag);
      return { letter, origin, place: placeOf(record) };
    }),
  };
}

interface InputRecord {
  /** As answers name it. */
  readonly origin: Place;
  readonly place: Place;
  readonly partition: number;
  readonly tag: string;
  readonly taken?: TakenRecord;
}

function asTheyAre(record: KafkaRecord): InputRecord {
  const place = placeOf(record);
  const tag = record.headers[TAG_HEADER]?.toString('utf8') ?? '';
  return { origin: place, place, partition: record.partition, tag };
}

function fromToll(taken: TakenRecord, { incarnationOf }: Aftermath): InputRecord {
  const { topic, partition, tag, incarnation } = taken;
  const origin = placeOf(taken);
  const isOfNow = incarnation === incarnationOf(topic);
  const place = isOfNow ? origin : placeOf({ ...taken, topic: `${topic}@${incarnation}` });
  return { origin, place, partition, tag, taken };
}

function eventsIn(
  records: readonly InputRecord[],
  items: ReadonlyMap<string, Item>,
  aftermath: Aftermath,
): Pick<Observed, 'events' | 'strangers'> {
  const known = records.filter(({ tag }) => items.has(tag));
  const events = Map.groupBy(known, ({ tag, place }) =>
    // Without an id a copy is another event: its id is made of its place.
    items.get(tag)?.eventId === undefined ? `${tag}@${place}` : tag,
  );
  return {
    events: [...events].flatMap(([identity, copies]): readonly ObservedEvent[] => {
      const item = items.get(copies[0]?.tag ?? '');
      const cuts = aftermath.cuts.filter(({ lane }) =>
        copies.some(({ partition }) => partition % aftermath.lanes === lane),
      );
      const taken = takenAway(copies, cuts, aftermath);
      const places = copies.map(({ place }) => place);
      return item ? [{ identity, item, records: places, cuts, ...(taken && { taken }) }] : [];
    }),
    strangers: records.filter(({ tag }) => !items.has(tag)).map(({ place }) => place),
  };
}

/** Undefined where a record of the event is still there, or was read by its lane: then it must be answered. */
function takenAway(
  copies: readonly InputRecord[],
  cuts: readonly LedgerCut[],
  { isSaid }: Aftermath,
): ObservedEvent['taken'] {
  const gone = copies.flatMap(({ taken }) => taken ?? []);
  // What a lane had read is forgotten again where its ledger lost its end afterwards.
  const wasRead = gone.some(
    (record) => record.wasRead && !cuts.some(({ killedAt }) => killedAt > record.takenAt),
  );
  if (gone.length < copies.length || wasRead) {
    return undefined;
  }
  return gone.every(({ topic, partition, takenAt }) => isSaid(`${topic}/${partition}`, takenAt))
    ? 'said'
    : 'unsaid';
}
