import type { LaneRecord } from '../ports/lane-record.js';

/** A partition that may be fetched from now. */
export interface FetchSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Never rejects. */
  deliver(records: readonly LaneRecord[], next: bigint): Promise<void>;
  /** Told with every answer: why the broker lets nobody read it; undefined when it could be read. */
  refused(refusal: string | undefined): void;
  /** Told with every error of the partition. */
  doubted(): void;
  /** The broker says that the offset does not exist. Never rejects. */
  outOfRange(): Promise<void>;
}
