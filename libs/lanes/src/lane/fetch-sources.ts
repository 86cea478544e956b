import { describeError } from '#libs/async';
import type { LaneContext } from '../context/lane-context.js';
import type { FetchSource } from '../fetch/fetch-loop.js';
import { leaveLostRange } from '../positions/lost-range.js';
import type { LaneSource } from '../positions/partition-position.js';
import type { RefusedReads } from '../positions/refused-reads.js';
import type { LaneSession } from './lane-session.js';

export interface FetchSourcesOptions<Entry> {
  readonly context: LaneContext<Entry>;
  readonly session: LaneSession<Entry>;
  readonly refusedReads: RefusedReads;
  /** The lane cannot go on: a record has no answer. */
  readonly onNoAnswer: (why: string) => void;
}

/** What may be fetched for a lane at work now: partitions in their turn, and those to look ahead in. */
export function* fetchSources<Entry>(options: FetchSourcesOptions<Entry>): Iterable<FetchSource> {
  for (const source of options.session.readable()) {
    yield inTurn(options, source);
  }
  for (const source of options.session.parts.ahead.lookable()) {
    yield ahead(options, source);
  }
}

function inTurn<Entry>(
  { context, session, refusedReads, onNoAnswer }: FetchSourcesOptions<Entry>,
  source: LaneSource,
): FetchSource {
  const { topic, partition, position } = source;
  const { next: offset, life } = position;
  const { intake, journal, topics } = session.parts;
  return {
    topic,
    partition,
    offset,
    deliver: async (records, next) => {
      if (position.life !== life || position.next !== offset) {
        return; // Asked before the partition was begun anew, or of an earlier leader as well.
      }
      try {
        await intake.take(source, records, next);
        journal.touch();
      } catch (error) {
        onNoAnswer(`${topic}/${partition}: ${describeError(error)}`);
      }
    },
    refused: (refusal) => refusedReads.note(topic, partition, refusal),
    doubted: () => topics.doubt(source),
    outOfRange: async () => {
      if (await leaveLostRange(context, source)) {
        journal.touch();
      } else {
        topics.doubtRecord(source);
      }
    },
  };
}

/** The same partition, further on: only what is urgent is taken. */
function ahead<Entry>(options: FetchSourcesOptions<Entry>, source: LaneSource): FetchSource {
  const { position } = source;
  const turn = inTurn(options, source);
  const { lookAt: at, life } = position;
  return {
    ...turn,
    offset: at,
    deliver: async (records, next) => {
      if (position.life === life && position.lookAt === at) {
        await options.session.parts.ahead.look(source, records, next);
      }
    },
    outOfRange: async () => {
      if (at === position.next) {
        await turn.outOfRange();
      }
      position.looked(position.next);
    },
  };
}
