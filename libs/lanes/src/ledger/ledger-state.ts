import type { LaneRecord } from '../ports/lane-record.js';
import {
  decodeControl,
  decodeEntry,
  decodeLoss,
  decodeLost,
  decodeMeta,
  decodeNote,
  decodeOwner,
  decodePosition,
  decodeReplay,
  refuseNewer,
  UnreadableValue,
} from './ledger-decode.js';
import type {
  AcceptedLoss,
  FoundLoss,
  LaneControl,
  LedgerMeta,
  LedgerOwner,
  OpenEntry,
  StoredPosition,
  RestoredReplay,
} from './ledger-format.js';
import { parseLedgerKey, positionKey } from './ledger-keys.js';
import { SettledIndex } from './settled-index.js';
import { isUuid } from '../support/uuid-words.js';

interface Unreadable {
  readonly reason: UnreadableValue['reason'];
  readonly message: string;
}

/**
 * The memory of a lane, as its ledger partition tells it: fed record by record, in offset order.
 * Each record is a whole snapshot of its key, so what cannot be read matters only where nothing
 * later has replaced it: compaction would have removed it, and a repair does.
 */
export class LedgerState<Entry> {
  meta: LedgerMeta | undefined;
  owner: LedgerOwner | undefined;
  control: LaneControl = { paused: false };
  /** That data was lost, as long as no operator has accepted it. */
  lost: FoundLoss | undefined;
  /** The last loss that an operator has accepted. */
  loss: AcceptedLoss | undefined;
  /** The application's own; undefined where it has kept none. */
  note: unknown;
  readonly replays = new Map<string, RestoredReplay>();
  /** By `positionKey`. */
  readonly positions = new Map<string, StoredPosition>();
  readonly open = new Map<string, OpenEntry<Entry>>();
  /** Ids of what is open by a record from before the last accepted loss: it may have been answered in what was lost. */
  readonly doubtful = new Set<string>();
  readonly settled = new SettledIndex();
  /** By key. */
  readonly #unreadable = new Map<string, Unreadable>();
  #records = 0;

  /** `format`: the newest format of entries that the application reads. */
  constructor(private readonly format: number) {}

  /** How many records were applied. */
  get records(): number {
    return this.#records;
  }

  apply(record: LaneRecord): void {
    this.#records += 1;
    // Without a key nothing can replace it.
    const name = record.key?.toString('utf8') ?? `@${record.offset}`;
    try {
      this.#apply(name, record);
      if (this.#unreadable.size > 0) {
        this.#unreadable.delete(name);
      }
    } catch (error) {
      if (!(error instanceof UnreadableValue)) {
        throw error;
      }
      const message = `Ledger record at offset ${record.offset} ${error.message} (key ${name})`;
      this.#unreadable.delete(name); // in the order of their last records
      this.#unreadable.set(name, { reason: error.reason, message });
    }
  }

  /** @throws UnreadableValue for the first record that cannot be read and was not replaced: it is named */
  refuseUnreadable(): void {
    const [first] = this.#unreadable.values();
    if (first) {
      throw new UnreadableValue(first.reason, first.message);
    }
  }

  #apply(name: string, record: LaneRecord): void {
    if (record.fault !== undefined || record.key === null) {
      throw new UnreadableValue('corrupt', 'cannot be decoded');
    }
    const key = parseLedgerKey(name);
    switch (key.kind) {
      case 'entry':
        this.#applyEntry(key.id, record);
        return;
      case 'position':
        this.#applyPosition(positionKey(key.topic, key.partition), record.value);
        return;
      case 'meta':
        this.meta = record.value === null ? undefined : decodeMeta(record.value);
        if (this.meta) {
          refuseNewer(this.meta, this.format);
        }
        return;
      case 'owner':
        this.owner = record.value === null ? undefined : decodeOwner(record.value);
        return;
      case 'control':
        this.control = record.value === null ? { paused: false } : decodeControl(record.value);
        return;
      case 'note':
        this.note = record.value === null ? undefined : decodeNote(record.value);
        return;
      case 'lost':
        this.lost = record.value === null ? undefined : decodeLost(record.value);
        return;
      case 'loss':
        this.loss = record.value === null ? undefined : decodeLoss(record.value);
        this.lost = undefined;
        for (const id of this.open.keys()) {
          this.doubtful.add(id);
        }
        return;
      case 'replay':
        if (record.value === null) {
          this.replays.delete(key.id);
        } else {
          this.replays.set(key.id, { ...decodeReplay(record.value), writtenAt: record.timestamp });
        }
        return;
      case 'unknown':
        return;
    }
  }

  #applyEntry(id: string, { value, offset, timestamp }: LaneRecord): void {
    this.doubtful.delete(id);
    if (value === null) {
      this.open.delete(id);
      if (isUuid(id)) {
        this.settled.delete(id);
      }
      return;
    }
    if (!isUuid(id)) {
      throw new UnreadableValue('corrupt', 'has a key that is no UUID');
    }
    const entry = decodeEntry<Entry>(value, this.format);
    if (entry.state === 'open') {
      this.open.set(id, entry);
      this.settled.delete(id);
    } else {
      this.open.delete(id);
      this.settled.add(id, entry.fingerprint, offset, timestamp);
    }
  }

  #applyPosition(key: string, value: Buffer | null): void {
    if (value === null) {
      this.positions.delete(key);
    } else {
      this.positions.set(key, decodePosition(value));
    }
  }
}
