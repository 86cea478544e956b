import type { KafkaRecord } from '#libs/kafka';
import type { LedgerCut, TakenRecord } from '../testbed/toll.js';
import { TAG_HEADER, type Item } from '../load/item.js';
import { placeOf, type Observed, type ObservedEvent, type Place } from './observed.js';

/** What faults deleted before it was read, and what the service said of it. */
export interface Aftermath {
  readonly lanes: number;
  readonly taken: readonly TakenRecord[];
  /** How often an input was deleted. */
  readonly incarnationOf: (topic: string) => number;
  /** Whether the service said since then that records of this partition are gone. */
  readonly isSaid: (partition: string, since: number) => boolean;
  readonly cuts: readonly LedgerCut[];
}

/** A record of an input, there or taken away. */
export interface InputRecord {
  /** As answers name it. */
  readonly origin: Place;
  readonly place: Place;
  readonly partition: number;
  readonly tag: string;
  readonly taken?: TakenRecord;
}

/** All that was ever in the inputs: what was taken away first. */
export function inputRecords(
  inputs: readonly Pick<KafkaRecord, 'topic' | 'partition' | 'offset' | 'headers'>[],
  aftermath: Aftermath,
): readonly InputRecord[] {
  const taken = aftermath.taken.map((record) => fromToll(record, aftermath));
  const places = new Set(taken.map(({ place }) => place));
  // A broker that was killed may not remember what it had deleted: no instance has read it all the same.
  return [...taken, ...inputs.map(asItIs).filter(({ place }) => !places.has(place))];
}

function asItIs(record: Parameters<typeof inputRecords>[0][number]): InputRecord {
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

export function eventsIn(
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
