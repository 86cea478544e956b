import type { RevocationCompleted } from '#libs/contracts';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { outcomeOf, readOutcome } from '../outcomes/read-outcome.js';
import { whoOf } from '../outcomes/describe-outcome.js';
import { differencesOf, type Difference } from './differences.js';
import type { Finding, Place } from './finding.js';

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

async function outcomeAt(kafka: KafkaAccess, place: Place): Promise<RevocationCompleted | undefined> {
  const { offset } = place;
  for await (const record of kafka.read([{ ...place, from: offset, until: offset + 1n }])) {
    return readOutcome(record);
  }
  return undefined;
}

async function settledAt(kafka: KafkaAccess, place: Place): Promise<RevocationCompleted | undefined> {
  const { offset } = place;
  for await (const change of kafka.ledger([{ ...place, from: offset, until: offset + 1n }])) {
    return change.kind === 'entry' && change.state === 'settled' ? outcomeOf(change.summary) : undefined;
  }
  return undefined;
}
