import { readDeadLetter, type RevocationCompleted } from '#libs/contracts';
import type { KafkaSettings } from '#libs/kafka';
import type { Topics } from '#libs/testbed';
import { recordsOf } from '../testbed/records-of.js';
import { TAG_HEADER, type Item } from '../load/item.js';
import { eventsIn, inputRecords, type Aftermath } from './input-records.js';
import { placeOf, type Observed, type Place } from './observed.js';

/** Of a dead letter: before the name of each header of the original. */
const ORIGINAL = 'original.';

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
  const records = inputRecords(inputs, aftermath);
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
