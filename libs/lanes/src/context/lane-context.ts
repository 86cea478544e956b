import type { Log, Metrics } from '#libs/observability';

import type { JournalTarget } from '../journal/journal.port.js';
import type { StoredPosition } from '../format/ledger-format.js';
import type { HandlerResult, RecordHandler } from '../ports/handler-result.port.js';
import type { LaneRecord, Publication } from '../ports/lane-record.js';
import type { LaneWork } from '../ports/lane-work.port.js';
import type { LaneNeed } from './lane.errors.js';
import type { LaneKafka } from './lane-kafka.port.js';
import type { LedgerMemory } from '../ledger/ledger-memory.js';
import type { RecordLimit } from '../ledger/record-limit.js';
import type { StartFrom } from './lanes-options.js';

/** What all lanes of a process share. */
export interface LaneContext<Entry> {
  readonly kafka: LaneKafka;
  readonly groupId: string;
  /** For people: the name of this instance in the ledger. */
  readonly instance: string;
  readonly inputs: readonly string[];
  readonly ledger: string;
  readonly commands: string;
  /** How many lanes there are. */
  readonly lanes: number;
  /** Of entries: what this version writes, and the newest it reads. */
  readonly format: number;
  readonly startFrom: StartFrom | undefined;
  /** Where input partitions began that held nothing when the process started, by `${topic}/${partition}`. */
  readonly emptyAtStart: ReadonlyMap<string, StoredPosition>;
  /** Of one lane, without what is held. */
  readonly maxOpen: number;
  readonly maxHeld: number;
  readonly retentionMs: number;
  /** What this process has written, beyond the life of its lanes. */
  readonly ledgers: LedgerMemory;
  readonly limit: RecordLimit;
  readonly work: LaneWork<Entry>;
  readonly handleRecord: RecordHandler<Entry>;
  readonly fallback: (record: LaneRecord, error: unknown) => HandlerResult<Entry>;
  /** Whether a record may be urgent: such are looked for behind those that a full lane does not read yet. */
  readonly isUrgent?: (record: LaneRecord) => boolean;
  readonly republish?: (record: LaneRecord, summary: object) => readonly Publication[];
  readonly aroundCommits?: (target: JournalTarget) => JournalTarget;
  readonly isMember: () => boolean;
  /** What is known to be wrong with a topic, as a sentence: it is missing, or we lack a right. Absent: nothing ever is. */
  readonly troubleWith?: (topic: string) => string | undefined;
  /** Epoch milliseconds: for times that others read. */
  readonly clock: () => number;
  /** Monotonic milliseconds: for waits and ages. */
  readonly steady: () => number;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Whom a lane tells what happens to it. */
export interface LaneEvents {
  /** State or room have changed. */
  changed(): void;
  /**
   * Its journal failed: it is to be dropped, and taken anew once membership is proven, and not soon
   * where something is missing that somebody has to give.
   */
  failed(lane: number, reason: string, need: LaneNeed | undefined): void;
  /** The process is set up wrongly. */
  fatal(reason: string): void;
}
