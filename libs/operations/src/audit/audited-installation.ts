import { EVENT_TYPES, type EventType } from '#libs/contracts';
import type { Topics } from '../installation/topics.js';

/** What an audit knows before it reads. */
export interface AuditedInstallation {
  /** Lanes: partitions of the ledger. */
  readonly lanes: number;
  readonly ledger: string;
  readonly completed: string;
  readonly deadLetter: string;
  /** Which event each input topic holds. */
  readonly inputs: ReadonlyMap<string, EventType>;
  /** How long a settled revocation is remembered, milliseconds. */
  readonly retentionMs: number;
  /** `latest`: what was there before the service began is not its business. */
  readonly startFrom: 'earliest' | 'latest' | undefined;
}

export function auditedInstallation(
  { inputs, ledger, completed, deadLetter }: Topics,
  rest: Pick<AuditedInstallation, 'lanes' | 'retentionMs' | 'startFrom'>,
): AuditedInstallation {
  return {
    ledger,
    completed,
    deadLetter,
    inputs: new Map(EVENT_TYPES.map((type) => [inputs[type], type])),
    ...rest,
  };
}

/** A partition of an input, and how far the ledger says that it was read. */
export interface InputPartition {
  readonly topic: string;
  readonly partition: number;
  readonly earliest: bigint;
  readonly latest: bigint;
  /** Undefined: nothing of it was ever read. */
  readonly position: bigint | undefined;
}
