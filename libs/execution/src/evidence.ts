import type { EvidenceItem, Failure, FailureCode } from '#libs/contracts';
import type { Evidence, PingOneAnswer } from '#libs/pingone';

type Rejected = Extract<PingOneAnswer<never>, { kind: 'rejected' }>;

/** What the outcome keeps of a call: enough for an auditor to follow it up in PingOne. */
export function toEvidence(evidence: Evidence): EvidenceItem {
  return { ...evidence };
}

/** PingOne's own refusal as the reason of a failure. Its message was truncated and scrubbed by the client (P6). */
export function toFailure(code: FailureCode, rejected: Rejected): Failure {
  const { httpStatus, pingoneCode, message, evidence } = rejected;
  return {
    code,
    message,
    retryable: false,
    httpStatus,
    ...(pingoneCode === undefined ? {} : { pingoneCode }),
    ...(evidence.correlationId === undefined ? {} : { correlationId: evidence.correlationId }),
  };
}

/** PingOne itself says that there is no such thing: the 404 of something in between says nothing (P3). */
export function isNotFound({ httpStatus, pingoneCode }: Rejected): boolean {
  return httpStatus === 404 && pingoneCode === 'NOT_FOUND';
}
