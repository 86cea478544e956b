import type { LaneRecord } from '../ports/lane-record.js';
import {
  decodeControl,
  decodeEntry,
  decodeMeta,
  decodeOwner,
  decodePosition,
  decodeReplay,
  UnreadableValue,
} from './ledger-decode.js';
import type {
  LaneControl,
  LedgerMeta,
  LedgerOwner,
  OpenEntry,
  StoredPosition,
  StoredReplay,
} from './ledger-format.js';
import { parseLedgerKey, positionKey } from './ledger-keys.js';
import { SettledIndex } from './settled-index.js';
import { isUuid } from './uuid-words.js';

/** The memory of a lane, as its ledger partition tells it: fed record by record, in offset order. */
export class LedgerState<Entry> {
  meta: LedgerMeta | undefined;
  owner: LedgerOwner | undefined;
  control: LaneControl = { paused: false };
  readonly replays = new Map<string, StoredReplay>();
  /** By `positionKey`. */
  readonly positions = new Map<string, StoredPosition>();
  readonly open = new Map<string, OpenEntry<Entry>>();
  readonly settled = new SettledIndex();
  #records = 0;

  /** `format`: the newest format of entries that the application reads. */
  constructor(private readonly format: number) {}

  /** How many records were applied. */
  get records(): number {
    return this.#records;
  }

  /** @throws UnreadableValue, with a message that names the record */
  apply(record: LaneRecord): void {
    this.#records += 1;
    try {
      this.#apply(record);
    } catch (error) {
      if (error instanceof UnreadableValue) {
        throw new UnreadableValue(error.reason, `Ledger record at offset ${record.offset} ${error.message}`);
      }
      throw error;
    }
  }

  #apply(record: LaneRecord): void {
    if (record.fault !== undefined || record.key === null) {
      throw new UnreadableValue('corrupt', 'cannot be decoded');
    }
    const key = parseLedgerKey(record.key.toString('utf8'));
    switch (key.kind) {
      case 'entry':
        this.#applyEntry(key.id, record);
        return;
      case 'position':
        this.#applyPosition(positionKey(key.topic, key.partition), record.value);
        return;
      case 'meta':
        this.meta = record.value === null ? undefined : decodeMeta(record.value);
        if (this.meta && this.meta.format > this.format) {
          throw new UnreadableValue(
            'newer-format',
            `says the ledger has format ${this.meta.format}, this version reads ${this.format}`,
          );
        }
        return;
      case 'owner':
        this.owner = record.value === null ? undefined : decodeOwner(record.value);
        return;
      case 'control':
        this.control = record.value === null ? { paused: false } : decodeControl(record.value);
        return;
      case 'replay':
        if (record.value === null) {
          this.replays.delete(key.id);
        } else {
          this.replays.set(key.id, decodeReplay(record.value));
        }
        return;
      case 'unknown':
        return;
    }
  }

  #applyEntry(id: string, { value, offset, timestamp }: LaneRecord): void {
    if (!isUuid(id)) {
      throw new UnreadableValue('corrupt', 'has a key that is no UUID');
    }
    if (value === null) {
      this.open.delete(id);
      this.settled.delete(id);
      return;
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
