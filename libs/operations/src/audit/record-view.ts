import { createHash } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { isSamePosition } from '../installation/record-position.js';
import { type EntryChange, readEntry } from '../ledger/known-entry.js';
import type { Origin } from '../ledger/open-revocation.js';
import type { LedgerView, OutcomeView, Work } from './work-table.js';

type Remembered = Extract<LedgerView, { readonly state: 'open' | 'settled' }>;

export function isRemembered(view: LedgerView | undefined): view is Remembered {
  return view?.state === 'open' || view?.state === 'settled';
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
    return isSamePosition(ledger.origin, record) && ledger.origin.timestamp === record.timestamp;
  }
  return outcomes.some(({ origin }) => isSamePosition(origin, record));
}

export function ledgerView(change: EntryChange): LedgerView {
  const { fingerprint, origin, timestamp } = change;
  const entry = readEntry(change);
  const at = { offset: entry.offset, timestamp };
  if (entry.state === 'open') {
    const { openedAt, revision, replay } = entry;
    return { state: 'open', fingerprint, origin, at, openedAt, revision, replay };
  }
  const { outcome } = entry;
  return outcome
    ? {
        ...{ state: 'settled', fingerprint, origin, at, revision: outcome.revision },
        ...{ replay: outcome.replay?.id, digest: digestOf(outcome) },
      }
    : { state: 'unreadable', at };
}

export function originOf({ origin, receivedAt }: RevocationCompleted): Origin {
  const { topic, partition, offset } = origin;
  return { topic, partition, offset: BigInt(offset), timestamp: Date.parse(receivedAt) };
}

/** Of everything that the outcome says, but for the note of who had it published again. */
function digestOf({ replay: _, ...outcome }: RevocationCompleted): string {
  return createHash('sha256').update(JSON.stringify(outcome)).digest('base64url').slice(0, 22);
}

export function outcomeView({ partition, offset }: KafkaRecord, outcome: RevocationCompleted): OutcomeView {
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
