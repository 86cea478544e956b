import type { RevocationCompleted } from '#libs/contracts';
import { decodeLedgerRecord } from '#libs/lanes';
import type { KafkaAccess } from '../installation/kafka-access.js';
import type { RecordPosition } from '../installation/record-position.js';
import { ENTRY_FORMAT } from '../ledger/ledger-projection.js';
import { type Difference, differencesOf } from '../records/differences.js';
import { outcomeOf, readOutcome } from '../records/read-outcome.js';
import { whoOf } from '../records/who.js';
import type { Finding } from './finding.js';

/** A finding with what its records say of it. */
export interface ExplainedFinding extends Finding {
  readonly eventSource?: string;
  /** Whom the event is about. */
  readonly who?: string;
  /** Of an altered outcome: where it differs from the ledger. */
  readonly differences?: readonly Difference[];
}

/** Looks the few records up that a finding is about: the audit itself keeps nothing of them. */
export async function explainFinding(kafka: KafkaAccess, finding: Finding): Promise<ExplainedFinding> {
  if (finding.revocationId === undefined) {
    return finding;
  }
  const [published] = finding.outcomes ?? [];
  const outcome = published && (await outcomeAt(kafka, published));
  const settled = finding.ledger && (await settledAt(kafka, finding.ledger));
  const either = outcome ?? settled;
  return {
    ...finding,
    ...(either && { eventId: either.eventId, eventSource: either.eventSource, who: whoOf(either) }),
    ...(finding.code === 'outcome-altered' &&
      outcome &&
      settled && { differences: differencesOf(outcome, settled) }),
  };
}

async function outcomeAt(kafka: KafkaAccess, at: RecordPosition): Promise<RevocationCompleted | undefined> {
  const record = await kafka.recordAt(at);
  return record && readOutcome(record);
}

async function settledAt(kafka: KafkaAccess, at: RecordPosition): Promise<RevocationCompleted | undefined> {
  const record = await kafka.recordAt(at);
  const change = record && decodeLedgerRecord(record, ENTRY_FORMAT);
  return change?.kind === 'entry' && change.state === 'settled' ? outcomeOf(change.summary) : undefined;
}
