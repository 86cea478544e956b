import type { KafkaRecord } from '#libs/kafka';
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
import { parseLedgerKey, type LedgerKey } from './ledger-keys.js';
import { isUuid } from './uuid-words.js';

/** What one record of the ledger says. A later record of the same lane and key replaces it. */
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
    /** A repair has removed what it said. */
    | { readonly kind: 'forgotten-loss'; readonly of: 'lost' | 'loss' }
    | (StoredReplay & { readonly kind: 'replay' })
    | { readonly kind: 'forgotten-replay'; readonly id: string }
    /** The application's own value: only the application knows what it means. Undefined after a deletion. */
    | { readonly kind: 'note'; readonly note: unknown }
    /** The lane refuses to run until a later record of this key replaces it. A reader that changes nothing can go on. */
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

interface LedgerValues<Entry> {
  readonly entry: OpenEntry<Entry> | SettledEntry;
  readonly position: StoredPosition;
  readonly owner: LedgerOwner;
  readonly meta: LedgerMeta;
  readonly control: LaneControl;
  readonly lost: FoundLoss;
  readonly loss: AcceptedLoss;
  readonly replay: StoredReplay;
  readonly note: { readonly note: unknown };
}

/** A key and its value; null after a deletion. */
export type LedgerContent<Entry> = {
  [Kind in keyof LedgerValues<Entry>]: {
    readonly kind: Kind;
    readonly key: Extract<LedgerKey, { readonly kind: Kind }>;
    readonly value: LedgerValues<Entry>[Kind] | null;
  };
}[keyof LedgerValues<Entry>];

/**
 * What a record of the ledger says, for a reader that changes nothing. Undefined for a
 * key of a later version, which every reader leaves alone.
 *
 * @param format the newest format of entries that the caller understands
 */
export function decodeLedgerRecord(record: KafkaRecord, format: number): LedgerChange | undefined {
  const { partition: lane, offset, timestamp } = record;
  const place = { lane, offset, key: record.key?.toString('utf8') ?? '', timestamp };
  try {
    const content = decodeLedgerContent(record, format);
    return content && changeOf(place, content);
  } catch (error) {
    if (error instanceof UnreadableValue) {
      return { ...place, kind: 'unreadable', reason: error.reason, message: error.message };
    }
    throw error;
  }
}

function changeOf(place: LedgerPlace, { key, value }: LedgerContent<unknown>): LedgerChange {
  if (value !== null) {
    // The decoder pairs each key with a value of its kind.
    return { ...place, ...value, ...key } as LedgerChange;
  }
  switch (key.kind) {
    case 'entry':
      return { ...place, kind: 'forgotten', id: key.id };
    case 'replay':
      return { ...place, kind: 'forgotten-replay', id: key.id };
    case 'note':
      return { ...place, kind: 'note', note: undefined };
    case 'lost':
    case 'loss':
      return { ...place, kind: 'forgotten-loss', of: key.kind };
    default:
      throw new UnreadableValue('corrupt', 'was deleted, which this service never does');
  }
}

/**
 * The one decoder of the ledger: the lane restores itself by it, and every tool reads by it.
 * Undefined for a key of a later version.
 *
 * @throws UnreadableValue for what stops the lane
 */
export function decodeLedgerContent<Entry>(
  { key: name, value, fault }: KafkaRecord,
  format: number,
): LedgerContent<Entry> | undefined {
  if (fault !== undefined || name === null) {
    throw new UnreadableValue('corrupt', 'cannot be decoded');
  }
  const key = parseLedgerKey(name.toString('utf8'));
  switch (key.kind) {
    case 'entry':
      if (value !== null && !isUuid(key.id)) {
        throw new UnreadableValue('corrupt', 'has a key that is no UUID');
      }
      return { kind: key.kind, key, value: value && decodeEntry<Entry>(value, format) };
    case 'position':
      return { kind: key.kind, key, value: value && decodePosition(value) };
    case 'meta':
      return { kind: key.kind, key, value: value && decodeMeta(value, format) };
    case 'owner':
      return { kind: key.kind, key, value: value && decodeOwner(value) };
    case 'control':
      return { kind: key.kind, key, value: value && decodeControl(value) };
    case 'lost':
      return { kind: key.kind, key, value: value && decodeLost(value) };
    case 'loss':
      return { kind: key.kind, key, value: value && decodeLoss(value) };
    case 'replay':
      return { kind: key.kind, key, value: value && decodeReplay(value) };
    case 'note':
      return { kind: key.kind, key, value: value && { note: decodeNote(value) } };
    case 'unknown':
      return undefined;
  }
}
