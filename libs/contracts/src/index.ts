export { outcomeId, revocationIdOf } from './identity/ids.js';
export type {
  Envelope,
  EventSubject,
  InboundEvent,
  ReadResult,
  Received,
  ReceivedToken,
} from './inbound/inbound-event.js';
export type { KafkaRecord as InboundRecord } from '#libs/kafka';
export { readEvent, type ReadOptions } from './inbound/read-event.js';
export { millisecondsOf } from './inbound/understood-time.js';
export { SessionTerminated } from './inbound/session-terminated.js';
export { TokenRef, type TokenTypeHint } from './inbound/token-ref.js';
export { UserDeprovisioned } from './inbound/user-deprovisioned.js';
export { EvidenceItem } from './outcome/evidence.js';
export { Failure, Violation } from './outcome/failure.js';
export {
  LEFT_REASONS,
  type LeftBecause,
  OUTCOME_STATUSES,
  STEP_STATUSES,
  type OutcomeStatus,
  type StepStatus,
  type CountUnknownBecause,
} from './outcome/step-status.js';
export { MayRepeat, Origin, ReplayNote, RevocationCompleted } from './outcome/revocation-completed.js';
export { rollUp, type RollUp } from './outcome/roll-up.js';
export {
  OathTokensStep,
  OauthTokenStep,
  SessionStep,
  UserSessionsStep,
  Verification,
  type Certainty,
  type CountedBy,
  type OutcomeStep,
} from './outcome/steps.js';
export { WARNING_CODES, Warning, type WarningCode } from './outcome/warning.js';
export { deadLetterMessage } from './publish/dead-letter-message.js';
export { type OutboundMessage, outcomeMessage, type OutcomeContext } from './publish/outcome-message.js';
export { readDeadLetter, type DeadLetter } from './publish/read-dead-letter.js';
export { DEAD_LETTER_CODES, type DeadLetterCode } from './vocabulary/dead-letter-code.js';
export { CAUSES, EVENT_TYPES, type Cause, type EventType, type HoldReason } from './vocabulary/event-type.js';
export { FAILURE_CODES, type FailureCode } from './vocabulary/failure-code.js';
