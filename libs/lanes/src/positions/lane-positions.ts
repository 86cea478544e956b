import type { JournalPositions, LedgerWrite } from '../journal/journal.port.js';
import { encodePosition, type StoredPosition } from '../format/ledger-format.js';
import { positionKey } from '../format/ledger-keys.js';
import type { LaneProgress } from '../ledger/ledger-loss.policy.js';
import { type LaneSource, PartitionPosition } from './partition-position.js';

interface PlacedPosition extends Pick<LaneSource, 'topic' | 'partition' | 'role'> {
  readonly stored: StoredPosition;
}

/** The partitions that a lane reads, and where it is in each. */
export class LanePositions implements JournalPositions {
  readonly #sources = new Map<string, LaneSource>();

  static of(resolved: Iterable<PlacedPosition>): LanePositions {
    const positions = new LanePositions();
    for (const { topic, partition, role, stored } of resolved) {
      positions.add(topic, partition, role, stored);
    }
    return positions;
  }

  get dirty(): boolean {
    for (const { position } of this.#sources.values()) {
      if (position.dirty) {
        return true;
      }
    }
    return false;
  }

  get sources(): Iterable<LaneSource> {
    return this.#sources.values();
  }

  /** As in the transaction that was last put together. */
  get stored(): LaneProgress['positions'] {
    return [...this.#sources.values()].map(({ topic, partition, position }) => ({
      topic,
      partition,
      next: position.stored.next,
    }));
  }

  add(topic: string, partition: number, role: LaneSource['role'], stored: StoredPosition): void {
    const position = new PartitionPosition(stored);
    this.#sources.set(positionKey(topic, partition), { topic, partition, role, position });
  }

  has(topic: string, partition: number): boolean {
    return this.#sources.has(positionKey(topic, partition));
  }

  advance(): readonly LedgerWrite[] {
    const writes: LedgerWrite[] = [];
    for (const [key, { position }] of this.#sources) {
      const moved = position.advance();
      if (moved) {
        writes.push({ key, value: encodePosition(moved) });
      }
    }
    return writes;
  }
}
