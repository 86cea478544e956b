import { createHash } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import type { LaneRecord, LedgerChange } from '#libs/lanes';
import { revisionOf, type Revocation } from '#libs/revocation';
import { outcomeOf } from '../outcomes/read-outcome.js';
import type { Place } from './finding.js';
import type { LedgerWord, Origin, OutcomeWord, Work } from './work-table.js';

type Remembered = Extract<LedgerWord, { readonly state: 'open' | 'settled' }>;

export function isRemembered(word: LedgerWord | undefined): word is Remembered {
  return word?.state === 'open' || word?.state === 'settled';
}

/** Whether an operator had it carried out, and not the event by itself. */
export function isByReplay({ ledger, outcomes }: Work): boolean {
  return isRemembered(ledger)
    ? ledger.replay !== undefined && ledger.revision === 1
    : outcomes.every(({ replay }) => replay !== undefined);
}

/** Whether this very record is the one that the revocation was opened for. */
export function isReadAt({ ledger, outcomes }: Work, record: Origin): boolean {
  if (isRemembered(ledger)) {
    return isSamePlace(ledger.origin, record) && ledger.origin.timestamp === record.timestamp;
  }
  return outcomes.some(({ origin }) => isSamePlace(origin, record));
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.offset === b.offset && a.partition === b.partition && a.topic === b.topic;
}

export function ledgerWord(entry: Extract<LedgerChange, { kind: 'entry' }>): LedgerWord {
  const { fingerprint, origin, offset, timestamp } = entry;
  const at = { offset, timestamp };
  if (entry.state === 'open') {
    const { id, revision } = replayOf(entry.entry);
    return { state: 'open', fingerprint, origin, at, openedAt: entry.openedAt, revision, replay: id };
  }
  const outcome = outcomeOf(entry.summary);
  return outcome
    ? {
        state: 'settled',
        fingerprint,
        origin,
        at,
        revision: outcome.revision,
        replay: outcome.replay?.id,
        digest: digestOf(outcome),
      }
    : { state: 'unreadable', at };
}

export function originOf({ origin, receivedAt }: RevocationCompleted): Origin {
  const { topic, partition, offset } = origin;
  return { topic, partition, offset: BigInt(offset), timestamp: Date.parse(receivedAt) };
}

/** Of an open entry: what carries it out again, and as which revision. */
function replayOf(entry: unknown): { readonly id: string | undefined; readonly revision: number } {
  const opened = (entry ?? {}) as Pick<Revocation, 'replay' | 'afterLoss'>;
  return { id: opened.replay?.id, revision: revisionOf(opened) };
}

/** Of everything that the outcome says, but for the note of who had it published again. */
function digestOf({ replay: _, ...outcome }: RevocationCompleted): string {
  return createHash('sha256').update(JSON.stringify(outcome)).digest('base64url').slice(0, 22);
}

export function outcomeWord({ partition, offset }: LaneRecord, outcome: RevocationCompleted): OutcomeWord {
  const { revision, completedAt, replay } = outcome;
  return {
    partition,
    offset,
    revision,
    digest: digestOf(outcome),
    origin: originOf(outcome),
    completedAt: Date.parse(completedAt),
    replay: replay?.id,
  };
}
