import type { DeadLetterCode } from '#libs/contracts';
import type { LaneRecord, LedgerChange } from '#libs/lanes';
import type { TopicRange } from '#libs/kafka';
import { readAsService } from '../../events/check.js';
import { runsOf } from '../../operate/offset-runs.js';
import { eventTypeOf, type Topics } from '../../settings/topics.js';
import type { FoundLetter } from './filter.js';

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
  /** Retention has removed the record. */
  | 'gone'
  /** It was read from a topic that is no input of the service. */
  | 'elsewhere';

interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly code: DeadLetterCode;
  /** When it became a dead letter (the last time), epoch milliseconds. */
  readonly at: number;
  isThere: boolean;
  isUnderstood: boolean;
  isCarriedOut: boolean;
}

interface Attempt extends TopicRange {
  readonly at: number;
  readonly isOver: boolean;
  readonly next: bigint;
}

/** Keeps which records became dead letters, and learns what became of them since. */
export class RedriveBook {
  readonly #origins = new Map<string, Origin>();
  readonly #attempts = new Map<string, Attempt>();

  constructor(private readonly topics: Topics) {}

  add({ letter: { origin, code }, record }: FoundLetter): void {
    const { topic, partition, offset } = origin;
    this.#origins.set(nameOf(origin), {
      ...{ topic, partition, offset, code, at: record.timestamp },
      ...{ isThere: false, isUnderstood: false, isCarriedOut: false },
    });
  }

  /** Where the records are, for whoever reads them. */
  get ranges(): readonly TopicRange[] {
    return runsOf([...this.#origins.values()].filter(({ topic }) => eventTypeOf(this.topics, topic)));
  }

  see(record: LaneRecord): void {
    const origin = this.#origins.get(nameOf(record));
    const type = eventTypeOf(this.topics, record.topic);
    if (origin && type) {
      origin.isThere = true;
      origin.isUnderstood = readAsService(record, type).kind !== 'unreadable';
    }
  }

  /** Fed with every change of the ledger. */
  seeLedger(change: LedgerChange): void {
    if (change.kind === 'entry') {
      const origin = this.#origins.get(nameOf(change.origin));
      if (origin) {
        origin.isCarriedOut = true;
      }
    } else if (change.kind === 'replay') {
      const { id, topic, partition, from, until, at } = change.command;
      const isOver = change.status === 'done' || change.status === 'cancelled';
      this.#attempts.set(id, {
        topic,
        partition,
        from,
        until,
        at: Date.parse(at),
        isOver,
        next: change.next,
      });
    }
  }

  /** All of them by what redriving them would come to. */
  get prospects(): ReadonlyMap<Prospect, readonly Origin[]> {
    return Map.groupBy(this.#origins.values(), (origin) => this.#prospectOf(origin));
  }

  #prospectOf(origin: Origin): Prospect {
    if (!eventTypeOf(this.topics, origin.topic)) {
      return 'elsewhere';
    }
    if (origin.isCarriedOut) {
      return 'carried-out';
    }
    if (!origin.isThere) {
      return 'gone';
    }
    const attempts = [...this.#attempts.values()].filter(
      ({ topic, partition, from, until, at }) =>
        topic === origin.topic &&
        partition === origin.partition &&
        from <= origin.offset &&
        origin.offset < until &&
        at >= origin.at,
    );
    if (attempts.some(({ isOver, next }) => !isOver && next <= origin.offset)) {
      return 'under-way';
    }
    if (attempts.some(({ next }) => next > origin.offset)) {
      return 'tried';
    }
    return origin.isUnderstood ? 'ready' : 'hopeless';
  }
}

function nameOf({
  topic,
  partition,
  offset,
}: Pick<TopicRange, 'topic' | 'partition'> & { offset: bigint }): string {
  return `${topic}/${partition}@${offset}`;
}
