import { readDeadLetter, type RevocationCompleted } from '#libs/contracts';
import { openAdmin, readRange, type KafkaSettings } from '#libs/kafka';
import { type LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import type { Topics } from '#libs/testbed';
import { TAG_HEADER, type Item } from '../load/item.js';
import { placeOf, type Observed, type ObservedEvent } from './observed.js';

/** Reads all topics from their beginnings, read-committed, with our own reader: kafkajs's would show aborted records. */
export async function readTopics(
  kafka: KafkaSettings,
  topics: Topics,
  items: ReadonlyMap<string, Item>,
): Promise<Observed> {
  const [inputs, outcomes, letters] = await Promise.all([
    recordsOf(kafka, [topics.userDeprovisioned, topics.sessionTerminated]),
    recordsOf(kafka, [topics.completed]),
    recordsOf(kafka, [topics.deadLetter]),
  ]);
  return {
    ...eventsIn(inputs, items),
    outcomes: outcomes.map((record) => {
      const outcome = JSON.parse(record.value?.toString('utf8') ?? 'null') as RevocationCompleted;
      return { outcome, origin: placeOf(outcome.origin), place: placeOf(record), at: record.timestamp };
    }),
    deadLetters: letters.map((record) => {
      const letter = readDeadLetter(record.headers);
      if (letter === undefined) {
        throw new Error(`${placeOf(record)} is no dead letter`);
      }
      return { letter, origin: placeOf(letter.origin), place: placeOf(record) };
    }),
  };
}

function eventsIn(
  records: readonly LaneRecord[],
  items: ReadonlyMap<string, Item>,
): Pick<Observed, 'events' | 'strangers'> {
  const events = new Map<string, ObservedEvent & { readonly records: string[] }>();
  const strangers: string[] = [];
  for (const record of records) {
    const place = placeOf(record);
    const item = items.get(record.headers[TAG_HEADER]?.toString('utf8') ?? '');
    if (item === undefined) {
      strangers.push(place);
      continue;
    }
    // Without an id a copy is another event: its id is made of its place.
    const identity = item.eventId === undefined ? `${item.tag}@${place}` : item.tag;
    const event = events.get(identity) ?? { identity, item, records: [] };
    event.records.push(place);
    events.set(identity, event);
  }
  return { events: [...events.values()], strangers };
}

async function recordsOf(kafka: KafkaSettings, topics: readonly string[]): Promise<readonly LaneRecord[]> {
  const admin = await openAdmin(kafka, { log: silentLog });
  const records: LaneRecord[] = [];
  try {
    for (const topic of topics) {
      const starts = await admin.offsets(topic, 'earliest');
      const ends = await admin.offsets(topic, 'latest');
      for (const [partition, from] of starts.entries()) {
        const until = ends[partition] ?? from;
        const { signal } = new AbortController();
        for await (const record of readRange(kafka, {
          topic,
          partition,
          from,
          until,
          signal,
          log: silentLog,
        })) {
          records.push(record);
        }
      }
    }
    return records;
  } finally {
    await admin.close();
  }
}
