import type { DeadLetter, DeadLetterCode } from '#libs/contracts';
import type { KafkaRecord, TopicRange } from '#libs/kafka';
import type { LedgerChange } from '#libs/lanes';
import { positionName, type RecordPosition } from '../installation/record-position.js';
import { eventTypeOf, type Topics } from '../installation/topics.js';
import type { LaneProjection, LaneReplay } from '../ledger/ledger-projection.js';
import type { Origin } from '../ledger/open-revocation.js';
import { readAsService } from '../records/read-event.js';
import { rangesOf } from '../replays/offset-ranges.js';

/** What redriving a dead letter would come to. */
export type Prospect =
  /** This version understands it. */
  | 'ready'
  /** It is no event to this version either. */
  | 'hopeless'
  /** A replay has read it since it became a dead letter, and nothing came of it. */
  | 'tried'
  /** A replay that will read it is not at its end. */
  | 'under-way'
  /** The ledger has the revocation that it led to. */
  | 'carried-out'
  /** The record is not in its topic any more: retention has removed it, or the topic was created anew. */
  | 'gone'
  /** It was read from a topic that is no input of the service. */
  | 'elsewhere';

interface DeadRecord extends RecordPosition {
  readonly code: DeadLetterCode;
  /** When it became a dead letter (the last time), epoch milliseconds. */
  readonly at: number;
  isThere: boolean;
  isUnderstood: boolean;
  isCarriedOut: boolean;
}

/** Keeps which records became dead letters, and learns what became of them since. */
export class RedrivePlan {
  readonly #origins = new Map<string, DeadRecord>();

  constructor(private readonly topics: Topics) {}

  /** @param at when it was written, epoch milliseconds */
  add({ origin, code }: DeadLetter, at: number): void {
    const { topic, partition, offset } = origin;
    this.#origins.set(nameOf(origin), {
      ...{ topic, partition, offset, code, at },
      ...{ isThere: false, isUnderstood: false, isCarriedOut: false },
    });
  }

  /** Where the records are. */
  get ranges(): readonly TopicRange[] {
    return rangesOf([...this.#origins.values()].filter(({ topic }) => eventTypeOf(this.topics, topic)));
  }

  see(record: KafkaRecord): void {
    const origin = this.#origins.get(nameOf(record));
    const type = eventTypeOf(this.topics, record.topic);
    if (origin && type) {
      origin.isThere = true;
      origin.isUnderstood = readAsService(record, type).kind !== 'unreadable';
    }
  }

  /** For `LedgerProjection.subscribe`. */
  readonly seeLedger = (change: LedgerChange): void => {
    if (change.kind === 'entry') {
      const origin = this.#origins.get(nameOf(change.origin));
      if (origin) {
        origin.isCarriedOut = true;
      }
    }
  };

  /** All of them by what redriving them would come to. */
  prospects(lanes: readonly LaneProjection[]): ReadonlyMap<Prospect, readonly DeadRecord[]> {
    const replays = lanes.flatMap((lane) => [...lane.replays.values()]);
    return Map.groupBy(this.#origins.values(), (origin) => this.#prospectOf(origin, replays));
  }

  #prospectOf(origin: DeadRecord, replays: readonly LaneReplay[]): Prospect {
    if (!eventTypeOf(this.topics, origin.topic)) {
      return 'elsewhere';
    }
    if (origin.isCarriedOut) {
      return 'carried-out';
    }
    if (!origin.isThere) {
      return 'gone';
    }
    const attempts = replays.filter(
      ({ command: { topic, partition, from, until, at } }) =>
        topic === origin.topic &&
        partition === origin.partition &&
        from <= origin.offset &&
        origin.offset < until &&
        Date.parse(at) >= origin.at,
    );
    const isOver = ({ status }: LaneReplay): boolean => status === 'done' || status === 'cancelled';
    if (attempts.some((replay) => !isOver(replay) && replay.next <= origin.offset)) {
      return 'under-way';
    }
    if (attempts.some(({ next }) => next > origin.offset)) {
      return 'tried';
    }
    return origin.isUnderstood ? 'ready' : 'hopeless';
  }
}

/** The same offset with another time is another record, of a topic that was created anew. */
function nameOf(origin: Origin): string {
  return `${positionName(origin)} ${origin.timestamp}`;
}
