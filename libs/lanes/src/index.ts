export {
  encodeCommand,
  parseCommand,
  REPLAY_MODES,
  type OperatorCommand,
  type ReplayCommand,
  type ReplayMode,
} from './format/operator-command.js';
export { recognise } from './intake/recognise.policy.js';
export type { JournalContent, JournalTarget } from './journal/journal.port.js';
export { replacementFor, type ReplacementFacts } from './format/replacement.js';
export { decodeLedgerRecord, type LedgerChange } from './format/ledger-record.js';
export { SettledIndex } from './ledger/settled-index.js';
export { isAccepted, lossOf, type LedgerBound } from './ledger/ledger-loss.policy.js';
export { encodeLoss, type AcceptedLoss } from './format/ledger-format.js';
export { LOSS_KEY } from './format/ledger-keys.js';
export { ledgerBoundOf, remarkOf } from './membership/committed-offsets.js';
export type {
  HandlerResult,
  RecordIdentity,
  Settlement,
  RecordHandler,
} from './ports/handler-result.port.js';
export type { LaneRecord, LossMark, Publication, ReplayMark } from './ports/lane-record.js';
export {
  EntryTooLargeError,
  LaneLostError,
  type LaneCommand,
  type LaneHandle,
  type LaneWork,
} from './ports/lane-work.port.js';
export { isUuid } from './format/uuid-words.js';
export { LaneStrategy } from './strategy/lane-strategy.js';
export type { FatalCause, LaneTopics, LanesOptions } from './context/lanes-options.js';
export type { LaneHealth, LanesHealth } from './supervisor/health.js';
export { topicFaults, USUAL_MESSAGE_BYTES, type TopicFault } from './topics/topic-rules.policy.js';
