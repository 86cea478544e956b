import { outcomeId } from '../identity/ids.js';
import type { RevocationCompleted } from '../outcome/revocation-completed.js';

/** The version changes only when a subscriber of the one before could no longer read the outcome. */
export const OUTCOME_SCHEMA = 'urn:pingone-revocation:revocation.completed:1';
const OUTCOME_TYPE = 'revocation.completed';

export interface OutcomeContext {
  /** The key of the event: outcomes of one user stay in order. */
  readonly key: string | Buffer | null;
  /** The id of the event that led to this. */
  readonly causationId: string;
  readonly traceparent?: string;
}

/**
 * An outcome as a CloudEvent in binary mode. Its id depends on the revocation and
 * the revision only, its source on the environment only: whichever instance
 * publishes it, and however often, it is the same event.
 */
export function outcomeMessage(outcome: RevocationCompleted, context: OutcomeContext): OutboundMessage {
  const subject = outcome.userId ?? outcome.sessionId ?? outcome.username ?? outcome.externalId;
  const attributes: Record<string, string | undefined> = {
    ce_specversion: '1.0',
    ce_id: outcomeId(outcome.revocationId, outcome.revision),
    ce_source: `/pingone-revocation/${outcome.environmentId}`,
    ce_type: OUTCOME_TYPE,
    ce_subject: subject,
    ce_time: outcome.completedAt,
    ce_dataschema: OUTCOME_SCHEMA,
    ce_causationid: context.causationId,
    ce_correlationid: outcome.correlationId,
    ce_traceparent: context.traceparent,
  };
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return { key: context.key, value: JSON.stringify(outcome), headers };
}

/** A message for Kafka, apart from its topic. */
export interface OutboundMessage {
  readonly key: string | Buffer | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}
