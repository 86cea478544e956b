import type { StartFrom } from '../context/lanes-options.js';
import type { StoredPosition } from '../format/ledger-format.js';

export interface StartQuestion {
  readonly partition: number;
  readonly earliest: bigint;
  /** The last stable offset. */
  readonly latest: bigint;
  readonly startFrom: StartFrom | undefined;
  /** Partitions that the topic had when this ledger last looked; undefined where it has never seen the topic. */
  readonly knownPartitions: number | undefined;
  /** Where the partition began, if it held nothing when this process started. */
  readonly emptyAtStart: StoredPosition | undefined;
}

export type StartAnswer =
  | { readonly kind: 'start'; readonly position: StoredPosition }
  /** Grown since: nothing of it may be skipped, whatever START_FROM says. */
  | { readonly kind: 'grown'; readonly position: StoredPosition }
  /** There is no right default: carrying out a year of old events and skipping what was never done are both wrong. */
  | { readonly kind: 'refused' };

/** Where a partition without a position in the ledger starts. */
export function startPosition(question: StartQuestion): StartAnswer {
  const { partition, earliest, latest, startFrom, knownPartitions, emptyAtStart } = question;
  if (knownPartitions !== undefined && partition >= knownPartitions) {
    return { kind: 'grown', position: { next: earliest } };
  }
  if (startFrom !== undefined) {
    return { kind: 'start', position: { next: startFrom === 'earliest' ? earliest : latest } };
  }
  if (emptyAtStart !== undefined) {
    return { kind: 'start', position: emptyAtStart };
  }
  return earliest === latest ? { kind: 'start', position: { next: latest } } : { kind: 'refused' };
}
