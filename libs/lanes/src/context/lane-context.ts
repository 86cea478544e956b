import type { StoredPosition } from '../format/ledger-format.js';
import type { LedgerMemory } from '../ledger/ledger-memory.js';
import type { RecordLimit } from '../ledger/record-limit.js';
import type { RecordHandler } from '../ports/handler-result.port.js';
import type { LaneKafka } from './lane-kafka.port.js';
import type { LaneNeed } from './lane.errors.js';
import type { LanesOptions, StartFrom } from './lanes-options.js';

/** What a lane needs of the options. */
type LaneOptions<Entry> = Pick<
  LanesOptions<Entry>,
  | 'groupId'
  | 'retentionMs'
  | 'maxOpenPerLane'
  | 'maxHeldPerLane'
  | 'format'
  | 'work'
  | 'fallback'
  | 'isUrgent'
  | 'republish'
  | 'aroundCommits'
  | 'metrics'
  | 'log'
>;

/** What all lanes of a process share. */
export interface LaneContext<Entry> extends LaneOptions<Entry> {
  readonly kafka: LaneKafka;
  /** For people: the name of this instance in the ledger. */
  readonly instance: string;
  readonly startFrom: StartFrom | undefined;
  readonly inputs: readonly string[];
  readonly ledger: string;
  readonly commands: string;
  /** How many lanes there are. */
  readonly lanes: number;
  /** Where input partitions began that held nothing when the process started, by `${topic}/${partition}`. */
  readonly emptyAtStart: ReadonlyMap<string, StoredPosition>;
  /** What this process has written, beyond the life of its lanes. */
  readonly ledgers: LedgerMemory;
  readonly limit: RecordLimit;
  readonly handleRecord: RecordHandler<Entry>;
  readonly isMember: () => boolean;
  /** What is known to be wrong with a topic, as a sentence: it is missing, or we lack a right. Absent: nothing ever is. */
  readonly troubleWith?: (topic: string) => string | undefined;
  /** Epoch milliseconds: for times that others read. */
  readonly clock: () => number;
  /** Monotonic milliseconds: for waits and ages. */
  readonly steady: () => number;
}

/** Whom a lane tells what happens to it. */
export interface LaneEvents {
  /** State or room have changed. */
  changed(): void;
  /**
   * Its journal failed: it is to be dropped, and taken anew once membership is proven, and not soon
   * where something is missing that an operator has to give.
   */
  failed(lane: number, reason: string, need: LaneNeed | undefined): void;
  /** The process is set up wrongly. */
  fatal(reason: string): void;
}
