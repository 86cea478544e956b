import type { KafkaRecord } from '#libs/kafka';
import { UnreadableValue } from '../format/ledger-decode.js';
import type {
  AcceptedLoss,
  FoundLoss,
  LaneControl,
  LedgerMeta,
  LedgerOwner,
  OpenEntry,
  SettledEntry,
  StoredPosition,
  RestoredReplay,
} from '../format/ledger-format.js';
import { positionKey } from '../format/ledger-keys.js';
import { decodeLedgerContent } from '../format/ledger-record.js';
import { SettledIndex } from './settled-index.js';
import { isUuid } from '../format/uuid-words.js';

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

  apply(record: KafkaRecord): void {
    this.#records += 1;
    // Without a key nothing can replace it.
    const name = record.key?.toString('utf8') ?? `@${record.offset}`;
    try {
      this.#apply(record);
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

  #apply(record: KafkaRecord): void {
    const content = decodeLedgerContent<Entry>(record, this.format);
    switch (content?.kind) {
      case 'entry':
        this.#applyEntry(content.key.id, content.value, record);
        return;
      case 'position':
        put(this.positions, positionKey(content.key.topic, content.key.partition), content.value);
        return;
      case 'replay':
        put(this.replays, content.key.id, content.value && { ...content.value, writtenAt: record.timestamp });
        return;
      case 'meta':
        this.meta = content.value ?? undefined;
        return;
      case 'owner':
        this.owner = content.value ?? undefined;
        return;
      case 'control':
        this.control = content.value ?? { paused: false };
        return;
      case 'note':
        this.note = content.value?.note;
        return;
      case 'lost':
        this.lost = content.value ?? undefined;
        return;
      case 'loss':
        this.loss = content.value ?? undefined;
        this.lost = undefined;
        this.open.forEach((_, id) => this.doubtful.add(id));
        return;
      case undefined:
        return;
    }
  }

  #applyEntry(
    id: string,
    entry: OpenEntry<Entry> | SettledEntry | null,
    { offset, timestamp }: KafkaRecord,
  ): void {
    this.doubtful.delete(id);
    put(this.open, id, entry?.state === 'open' ? entry : null);
    if (entry?.state === 'settled') {
      this.settled.add(id, entry.fingerprint, offset, timestamp);
    } else if (isUuid(id)) {
      this.settled.delete(id);
    }
  }
}

/** Null deletes. */
function put<Value>(map: Map<string, Value>, key: string, value: Value | null): void {
  if (value === null) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}
