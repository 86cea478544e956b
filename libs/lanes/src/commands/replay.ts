import type { ReplayCommand } from '../format/operator-command.js';
import { PartitionPosition } from '../positions/partition-position.js';
import type { LedgerWrite } from '../journal/journal.port.js';
import {
  encodeReplay,
  type ReplayCounts,
  type RestoredReplay,
  type StoredReplay,
} from '../format/ledger-format.js';
import { replayKey } from '../format/ledger-keys.js';

/** A range of a partition that is read with a second cursor; how far it is, is journaled with what it led to. */
export class Replay {
  readonly position: PartitionPosition;
  readonly counts: { -readonly [Name in keyof ReplayCounts]: ReplayCounts[Name] };
  /** Work that it opened, of which some may be settled by now. */
  readonly opened = new Set<string>();
  /** An event that is in the range twice is carried out, or published, once more, not twice more. */
  readonly #taken = new Set<string>();
  #status: StoredReplay['status'];
  #isChanged: boolean;
  #writtenAt: number;

  private constructor(
    readonly command: ReplayCommand,
    stored: Omit<RestoredReplay, 'command'>,
    from: 'new' | 'ledger',
  ) {
    const { next, topicId } = stored;
    this.position = new PartitionPosition({ next, ...(topicId !== undefined && { topicId }) });
    this.counts = { ...stored.counts };
    this.#status = stored.status;
    this.#writtenAt = stored.writtenAt;
    this.#isChanged = from === 'new';
  }

  /** `topicId`: which topic has the command's name now, as far as Kafka says. */
  static begin(command: ReplayCommand, topicId: string | undefined): Replay {
    const counts = { read: 0, skipped: 0, opened: 0, republished: 0, unreadable: 0, expired: 0 };
    const status = command.from === command.until ? 'done' : 'running';
    const of = command.topicId ?? topicId;
    const which = of === undefined ? {} : { topicId: of };
    return new Replay(command, { next: command.from, counts, status, writtenAt: Infinity, ...which }, 'new');
  }

  static restore(stored: RestoredReplay): Replay {
    return new Replay(stored.command, stored, 'ledger');
  }

  get id(): string {
    return this.command.id;
  }

  /** Which topic its offsets are of. */
  get topicId(): string | undefined {
    return this.position.stored.topicId;
  }

  get status(): StoredReplay['status'] {
    return this.#status;
  }

  get isDirty(): boolean {
    return this.#isChanged || this.position.dirty;
  }

  change(to: StoredReplay['status']): void {
    this.#isChanged ||= to !== this.#status;
    this.#status = to;
  }

  noteOpened(id: string): void {
    this.counts.opened += 1;
    this.opened.add(id);
    this.#taken.add(id);
  }

  noteRepublished(id: string): void {
    this.counts.republished += 1;
    this.#taken.add(id);
  }

  /** Whether this replay has taken the work already. Known while the lane is held. */
  isRepeat(id: string): boolean {
    return this.#taken.has(id);
  }

  /** Whether it ended before `time` (epoch ms), and all that it led to is in the ledger. */
  hasEndedBefore(time: number): boolean {
    const isOver = this.#status === 'done' || this.#status === 'cancelled';
    return isOver && !this.isDirty && this.#writtenAt < time;
  }

  /** For the transaction that is being put together (at `now`, epoch ms); undefined where nothing has changed. */
  write(now: number): LedgerWrite | undefined {
    if (!this.isDirty) {
      return undefined;
    }
    const { next, topicId } = this.position.advance() ?? this.position.stored;
    this.#isChanged = false;
    this.#writtenAt = now;
    if (this.#status === 'running' && next >= this.command.until) {
      this.#status = 'done';
    }
    const { command, counts } = this;
    const of = topicId === undefined ? {} : { topicId };
    const value = encodeReplay({ command, next, counts, status: this.#status, ...of });
    return { key: replayKey(this.id), value };
  }
}
