export { auditedInstallation, type AuditedInstallation } from './audit/audited-installation.js';
export { AuditReader } from './audit/audit-reader.js';
export type { AuditReport, Equation } from './audit/audit-report.js';
export { explainFinding, type ExplainedFinding } from './audit/explain-finding.js';
export { FINDING_CODES, type Finding, type FindingCode } from './audit/finding.js';
export { judge } from './audit/judge.js';
export { CommandClient, type AddressedCommand } from './commands/command-client.js';
export { RedrivePlan, type Prospect } from './dead-letters/redrive-plan.js';
export { askedWaits, knownLedgers, lanesWaits, type LanesWait } from './installation/group-offsets.js';
export { KafkaAccess } from './installation/kafka-access.js';
export { OperationsError, type OperationsErrorCode } from './installation/operations.errors.js';
export { sizeOf, type Progress, type ReadStage, type ShowProgress } from './installation/progress.js';
export { isSamePosition, positionOf, type RecordPosition } from './installation/record-position.js';
export {
  eventTypeOf,
  wantedTopics,
  type ServiceSetup,
  type TopicRole,
  type Topics,
  type WantedTopic,
} from './installation/topics.js';
export { watchById, type KnownEntry, type WatchedEntries } from './ledger/known-entry.js';
export {
  heldRevocations,
  laneStatus,
  oldestFirst,
  waitingAtLeast,
  type LaneStatus,
} from './ledger/lane-status.js';
export {
  ENTRY_FORMAT,
  LaneProjection,
  LedgerProjection,
  type LaneReplay,
  type LedgerListener,
  type UnreadableRecord,
} from './ledger/ledger-projection.js';
export { LedgerReader, type FollowedLedger } from './ledger/ledger-reader.js';
export { lostData, type LostData } from './ledger/lost-data.js';
export type { Hold, OpenRevocation } from './ledger/open-revocation.js';
export { readInputs } from './ledger/read-inputs.js';
export { identifiedBy, MAX_TOKENS_PER_EVENT, readAsService } from './records/read-event.js';
export { readOutcome } from './records/read-outcome.js';
export { SearchTerm } from './records/search-term.js';
export { whoOf } from './records/who.js';
export { closeTogether, rangesOf } from './replays/offset-ranges.js';
export { groupOf, newGroup, progressOf, replaysIn, type ReplayProgress } from './replays/replay-group.js';
export { ReplayPlan, type PlannedReplay } from './replays/replay-plan.js';
export { readAlready, selectRecords, type Selected } from './replays/selection.policy.js';
export { leaveUnderWay, lesserUnderWay } from './replays/under-way.policy.js';
export type { DeadLetterMatch, MatchState, RevocationMatch } from './search/match.js';
export { ServiceView, type ServiceEvent, type ServiceListener } from './view/service-view.js';
export { search, type SearchResult } from './search/search.js';
export { shownOf } from './search/traces.js';
