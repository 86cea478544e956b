import type { LaneRecord } from '../ports/lane-record.js';
import {
  decodeEntry,
  decodeLoss,
  decodeLost,
  decodeMeta,
  decodeNote,
  decodeOwner,
  decodePosition,
  decodeControl,
  decodeReplay,
  refuseNewer,
  UnreadableValue,
} from './ledger-decode.js';
import type {
  AcceptedLoss,
  FoundLoss,
  LedgerMeta,
  LedgerOwner,
  OpenEntry,
  SettledEntry,
  StoredPosition,
  LaneControl,
  StoredReplay,
} from './ledger-format.js';
import { parseLedgerKey } from './ledger-keys.js';
import { isUuid } from '../support/uuid-words.js';

/** One record of the ledger, for those who only look: a later one of the same lane and key replaces it. */
export type LedgerChange = LedgerPlace &
  (
    | (OpenEntry<unknown> & { readonly kind: 'entry'; readonly id: string })
    | (SettledEntry & { readonly kind: 'entry'; readonly id: string })
    /** After its retention: all that is left is that there was something. */
    | { readonly kind: 'forgotten'; readonly id: string }
    | (StoredPosition & { readonly kind: 'position'; readonly topic: string; readonly partition: number })
    | (LedgerOwner & { readonly kind: 'owner' })
    | (LedgerMeta & { readonly kind: 'meta' })
    | (LaneControl & { readonly kind: 'control' })
    | (FoundLoss & { readonly kind: 'lost' })
    | (AcceptedLoss & { readonly kind: 'loss' })
    | (StoredReplay & { readonly kind: 'replay' })
    | { readonly kind: 'forgotten-replay'; readonly id: string }
    /** The application's own; it alone knows what it says. */
    | { readonly kind: 'note' }
    /**
     * Unless a later record of its key replaces it, its lane refuses to run; who only
     * looks can pass it by, and say so.
     */
    | {
        readonly kind: 'unreadable';
        readonly reason: 'corrupt' | 'newer-format';
        /** Completes a sentence that begins with the record. */
        readonly message: string;
      }
  );

interface LedgerPlace {
  readonly lane: number;
  readonly offset: bigint;
  /** Empty where the record has none that can be read. */
  readonly key: string;
  /** Epoch milliseconds: when its transaction was put together. */
  readonly timestamp: number;
}

/**
 * What a record of the ledger says, for those who only look. Undefined for keys of a
 * later version, which every reader leaves alone.
 *
 * @param format the newest format of entries that the caller understands
 */
export function readLedgerRecord(record: LaneRecord, format: number): LedgerChange | undefined {
  const { partition: lane, offset, timestamp } = record;
  const place = { lane, offset, key: record.key?.toString('utf8') ?? '', timestamp };
  try {
    const content = contentOf(record, format);
    return content && { ...place, ...content };
  } catch (error) {
    if (error instanceof UnreadableValue) {
      return { ...place, kind: 'unreadable', reason: error.reason, message: error.message };
    }
    throw error;
  }
}

type Content = LedgerChange extends infer Change
  ? Change extends LedgerPlace
    ? Omit<Change, keyof LedgerPlace>
    : never
  : never;

/** @throws UnreadableValue for what a lane would refuse to run over, too */
function contentOf({ key, value, fault }: LaneRecord, format: number): Content | undefined {
  if (fault !== undefined || key === null) {
    throw new UnreadableValue('corrupt', 'cannot be decoded');
  }
  const parsed = parseLedgerKey(key.toString('utf8'));
  switch (parsed.kind) {
    case 'entry':
      if (value !== null && !isUuid(parsed.id)) {
        throw new UnreadableValue('corrupt', 'has a key that is no UUID');
      }
      return value === null
        ? { kind: 'forgotten', id: parsed.id }
        : { ...decodeEntry(value, format), kind: 'entry', id: parsed.id };
    case 'position': {
      const { topic, partition } = parsed;
      return { ...decodePosition(present(value)), kind: 'position', topic, partition };
    }
    case 'owner':
      return { ...decodeOwner(present(value)), kind: 'owner' };
    case 'meta': {
      const meta = decodeMeta(present(value));
      refuseNewer(meta, format);
      return { ...meta, kind: 'meta' };
    }
    case 'control':
      return { ...decodeControl(present(value)), kind: 'control' };
    case 'lost':
      return { ...decodeLost(present(value)), kind: 'lost' };
    case 'loss':
      return { ...decodeLoss(present(value)), kind: 'loss' };
    case 'replay':
      return value === null
        ? { kind: 'forgotten-replay', id: parsed.id }
        : { ...decodeReplay(value), kind: 'replay' };
    case 'note':
      if (value !== null) {
        decodeNote(value);
      }
      return { kind: 'note' };
    case 'unknown':
      return undefined;
  }
}

/** Of what is never deleted. */
function present(value: Buffer | null): Buffer {
  if (value === null) {
    throw new UnreadableValue('corrupt', 'was deleted, which this service never does');
  }
  return value;
}
