import type { Journal } from '../journal/journal.js';
import type { LaneMemory } from '../ledger/lane-memory.js';
import { Room, type RoomLimits } from '../intake/room.js';

export interface LaneRoomOptions {
  readonly limits: RoomLimits;
  readonly memory: Pick<LaneMemory, 'of'>;
  readonly journal: Pick<Journal, 'backlog' | 'backlogBytes'>;
  /** Whether the lane is ours, does not stop, and is not paused. */
  readonly mayTake: () => boolean;
}

/** What may be taken in by a running lane, by what it holds. */
export class LaneRoom {
  readonly #room: Room;
  readonly #urgent: Room;

  constructor(private readonly options: LaneRoomOptions) {
    this.#room = new Room(options.limits);
    this.#urgent = Room.forUrgent(options.limits);
  }

  /** Whether more of a topic may be taken in. */
  has(topic: string): boolean {
    return this.#left(this.#room, topic);
  }

  /** Whether something urgent of it may, where there is no room for anything else. */
  hasForUrgent(topic: string): boolean {
    return this.#left(this.#urgent, topic);
  }

  #left(room: Room, topic: string): boolean {
    const { memory, journal, mayTake } = this.options;
    const { backlog, backlogBytes } = journal;
    return mayTake() && room.left(topic, { ...memory.of(topic), backlog, backlogBytes });
  }
}
