import type { JournalWrite } from '../journal/journal.port.js';
import { encodeEntry } from '../format/ledger-format.js';
import { entryKey } from '../format/ledger-keys.js';
import type { Settlement } from '../ports/handler-result.port.js';
import { EntryTooLargeError, LaneLostError, type LaneHandle } from '../ports/lane-work.port.js';
import type { LaneMemory } from '../ledger/lane-memory.js';
import type { RecordLimit } from '../ledger/record-limit.js';
import type { LaneMetadata } from './lane-metadata.js';
import type { LaneStatus } from './lane-status.js';

export interface LaneHandleOptions<Entry> {
  readonly lane: number;
  /** In all. */
  readonly lanes: number;
  readonly status: LaneStatus;
  readonly memory: LaneMemory;
  readonly journal: { append(write: JournalWrite): void };
  readonly limit: RecordLimit;
  /** Of entries. */
  readonly format: number;
  /** Whether the group has confirmed our membership recently enough. */
  readonly isMember: () => boolean;
  isHeld(entry: Entry): boolean;
  readonly metadata: LaneMetadata;
  /** Work has ended: there may be room again. */
  readonly onSettled: () => void;
}

/** A lane as the application sees it. */
export class OwnedLaneHandle<Entry> implements LaneHandle<Entry> {
  readonly lane: number;
  readonly lanes: number;
  readonly signal: AbortSignal;

  constructor(private readonly options: LaneHandleOptions<Entry>) {
    this.lane = options.lane;
    this.lanes = options.lanes;
    this.signal = options.status.signal;
  }

  mayAct(): boolean {
    return this.options.status.mayTake && this.options.isMember();
  }

  save(id: string, entry: Entry, note?: object): Promise<void> {
    const { memory, format, limit, metadata } = this.options;
    const work = memory.workable(id);
    if (!work) {
      return this.#refuse(id);
    }
    const value = Buffer.from(encodeEntry({ state: 'open', ...work, entry }, format));
    if (!limit.allows(value, [])) {
      return tooLarge(id);
    }
    memory.mark(id, this.options.isHeld(entry) ? 'held' : 'at-work');
    return this.#write({
      ledger: { key: entryKey(id), value },
      ...(note && { included: () => metadata.include(note) }),
    });
  }

  settle(id: string, { summary, publications, committed }: Settlement): Promise<void> {
    const { memory, format, limit, onSettled } = this.options;
    const work = memory.workable(id);
    if (!work) {
      return this.#refuse(id);
    }
    const value = Buffer.from(encodeEntry({ state: 'settled', ...work, summary }, format));
    if (!limit.allows(value, publications)) {
      return tooLarge(id);
    }
    memory.settling(id, work);
    return this.#write({
      ledger: { key: entryKey(id), value },
      publications,
      committed: ({ ledgerOffset, timestamp }) => {
        memory.settle(id, ledgerOffset ?? 0n, timestamp);
        committed?.();
        onSettled();
      },
    });
  }

  #write(write: JournalWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      const lost = () => reject(new LaneLostError(`Lane ${this.lane} is no longer held`));
      this.options.journal.append({
        ...write,
        committed: (receipt) => {
          // The commit may have outrun the loss of the lane; its new owner has read it.
          if (this.options.status.isLost) {
            lost();
            return;
          }
          write.committed?.(receipt);
          resolve();
        },
        lost,
      });
    });
  }

  /** Work that is not open here: late news of a lane that was lost, or a mistake of the caller. */
  #refuse(id: string): Promise<never> {
    return Promise.reject(
      this.options.status.isLost
        ? new LaneLostError(`Lane ${this.lane} is no longer held`)
        : new Error(`${id} is not open in lane ${this.lane}`),
    );
  }
}

function tooLarge(id: string): Promise<never> {
  return Promise.reject(new EntryTooLargeError(`${id}: larger than Kafka takes`));
}
