export type { KafkaSettings, KafkaSasl, KafkaTls } from './kafka/settings.js';
export {
  openAdmin,
  type AdminResult,
  type TopicAdmin,
  type TopicDescription,
  type TopicSpec,
} from './topics/admin.js';
export { openReader, readRange, type RangeOptions, type ReaderOptions } from './topics/reader.js';
export { Scanner, type ScannerOptions, type TopicRange } from './topics/scanner.js';
export { openWriter, type Compression, type KafkaWriter, type WriterMessage } from './topics/writer.js';
export {
  encodeCommand,
  parseCommand,
  REPLAY_MODES,
  type OperatorCommand,
  type ReplayCommand,
  type ReplayMode,
} from './commands/operator-command.js';
export { recognise } from './lane/recognise.policy.js';
export { verifyFixes } from './fixes/fixes.js';
export type { JournalContent, JournalTarget } from './journal/journal.port.js';
export { replacementFor, type ReplacementFacts } from './ledger/replacement.js';
export { readLedgerRecord, type LedgerChange } from './ledger/read-ledger.js';
export { isAccepted, lossOf, type LedgerBound } from './lane/ledger-loss.policy.js';
export { encodeLoss, type AcceptedLoss } from './ledger/ledger-format.js';
export { LOSS_KEY } from './ledger/ledger-keys.js';
export { ledgerBoundOf, remarkOf } from './membership/courtesy-offsets.js';
export { partitionFor } from './wire/partitioner.js';
export type { BehindTransaction } from './wire/behind-transaction.js';
export { WireError } from './wire/wire.errors.js';
export type { Intake, IntakeIdentity, Settlement, TakeIn } from './ports/intake.port.js';
export type { LaneRecord, LossMark, Publication, ReplayMark } from './ports/lane-record.js';
export {
  EntryTooLargeError,
  LaneLostError,
  type LaneCommand,
  type LaneHandle,
  type LaneWork,
} from './ports/lane-work.port.js';
export { LaneStrategy } from './strategy/lane-strategy.js';
export type { FatalCause, LaneTopics, LanesOptions } from './runtime/lanes-options.js';
export type { LaneHealth, LanesHealth } from './runtime/health.js';
