import type { Log, Metrics } from '#libs/observability';

import type { JournalTarget } from '../journal/journal.port.js';
import type { KafkaSettings } from '#libs/kafka';
import type { HandlerResult } from '../ports/handler-result.port.js';
import type { LaneRecord, Publication } from '../ports/lane-record.js';
import type { LaneWork } from '../ports/lane-work.port.js';

export type StartFrom = 'earliest' | 'latest';

export interface LaneTopics {
  /** By the pattern of the `@EventPattern` handler that takes its records in. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Topics that work publishes to: they have to be there before the first record is read. */
  readonly outputs: readonly string[];
  readonly ledger: string;
  readonly commands: string;
}

export interface LanesOptions<Entry> {
  readonly kafka: KafkaSettings;
  /** Used as it is, without a suffix. */
  readonly groupId: string;
  readonly topics: LaneTopics;
  /** How many lanes there are to be; counts only when the ledger is created. */
  readonly lanes: number;
  readonly topicsCreate: boolean;
  /** Where a new group starts on a topic that already holds records; absent: such a start is refused. */
  readonly startFrom?: StartFrom;
  /** 6,000 to 10,000 ms is a good choice: a lane works elsewhere 1 to 2 s after it. */
  readonly sessionTimeoutMs: number;
  /** How long settled work is remembered. */
  readonly retentionMs: number;
  /** Open work without what waits for a person: a lane that has more is not fetched from. */
  readonly maxOpenPerLane: number;
  /** Work that waits for a person (`LaneWork.isHeld`); a lane that is full of it says so, and is not fetched from. */
  readonly maxHeldPerLane: number;
  /** Version of the entries that `work` writes, and the newest that it reads. */
  readonly format: number;
  readonly work: LaneWork<Entry>;
  /** Answers for a record whose handler failed. Must not throw, and be small: the lane stops otherwise. */
  readonly fallback: (record: LaneRecord, error: unknown) => HandlerResult<Entry>;
  /**
   * Whether a record may be urgent, by a cheap look at its bytes: such are taken in before their turn where a
   * lane is full of others. Pure; it may be wrong, the record is then what it is. Absent: none is urgent.
   */
  readonly isUrgent?: (record: LaneRecord) => boolean;
  /** How soon partitions that were added to an input are noticed. Default 30,000 ms. */
  readonly metadataRefreshMs?: number;
  /** How often the partitions are looked at from beside (standing audit, open transactions). Default 5,000 ms. */
  readonly watchMs?: number;
  /** What was published of settled work, to be published once more (`record.replay` says by which replay). */
  readonly republish?: (record: LaneRecord, summary: object) => readonly Publication[];
  /** What tools are to know of the work of this instance at the moment, without a secret, at most 1,000 characters: see `remarkOf`. */
  readonly remark?: () => string | undefined;
  /** How long `close` takes at most. Default 10,000 ms. */
  readonly closeDeadlineMs?: number;
  /** Fault injection: stands between a lane's journal and Kafka. Only tests of recovery set it. */
  readonly aroundCommits?: (target: JournalTarget) => JournalTarget;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The service cannot do its work any more: end the process with a non-zero code. Called once. */
  readonly onFatal: (reason: string, cause: FatalCause) => void;
}

/** `set-up`: of the settings or the topics; starting again helps only once an operator has changed them. */
export type FatalCause = 'set-up' | 'broken';
