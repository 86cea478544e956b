import type { LaneRecord } from '../ports/lane-record.js';

/** A partition that may be fetched from now. */
export interface FetchSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Never rejects. */
  deliver(records: readonly LaneRecord[], next: bigint): Promise<void>;
  /** The broker says that the offset does not exist. Never rejects. */
  outOfRange(): Promise<void>;
}
