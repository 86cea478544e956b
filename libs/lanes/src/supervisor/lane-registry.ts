import { Lane } from '../lane/lane.js';
import type { LaneNeed } from '../context/lane.errors.js';
import type { LaneContext, LaneEvents } from '../context/lane-context.js';

import { LaneNeeds } from './lane-needs.js';

/** A heartbeat that was sent this long after a lane became suspect proves that the lane is still ours. */
const PROOF_AFTER_MS = 200;

/** What a join of the group says. */
export interface GroupJoin {
  readonly lanes: readonly number[];
  /** `kept`: same member, and no generation in between in which others may have held our lanes. */
  readonly continuity: 'kept' | 'broken';
}

/** The lanes of this process: which there are follows from what the group says, and from nothing else. */
export class LaneRegistry<Entry> {
  readonly #lanes = new Map<number, Lane<Entry>>();
  /** By lane, monotonic milliseconds. */
  readonly #suspectSince = new Map<number, number>();
  readonly #needs: LaneNeeds;
  #isDraining = false;

  constructor(
    private readonly context: LaneContext<Entry>,
    private readonly events: Pick<LaneEvents, 'changed' | 'fatal'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#needs = new LaneNeeds((topic) => context.troubleWith?.(topic), now);
  }

  get lanes(): readonly Lane<Entry>[] {
    return [...this.#lanes.values()].sort((a, b) => a.lane - b.lane);
  }

  /** The lanes whose loss would cost a restore. */
  get held(): readonly number[] {
    return this.lanes.filter(({ state }) => state !== 'suspect').map(({ lane }) => lane);
  }

  joined({ lanes, continuity }: GroupJoin): void {
    if (continuity === 'broken') {
      this.dropAll('rejoined');
    }
    for (const lane of this.#lanes.keys()) {
      if (!lanes.includes(lane)) {
        this.#drop(lane, 'reassigned');
      }
    }
    for (const lane of lanes) {
      const held = this.#lanes.get(lane);
      if (!held || (held.state === 'suspect' && this.#needs.mayTake(lane))) {
        this.#take(lane);
      }
    }
    this.events.changed();
  }

  /** `sentAt`: monotonic milliseconds of the heartbeat that has been answered. */
  confirmed(sentAt: number): void {
    for (const [lane, since] of this.#suspectSince) {
      if (sentAt - since > PROOF_AFTER_MS && this.#needs.mayTake(lane)) {
        this.#take(lane);
      }
    }
  }

  dropAll(reason: string): void {
    for (const lane of this.#lanes.keys()) {
      this.#drop(lane, reason);
    }
    this.events.changed();
  }

  /** Ends the work of all lanes in an orderly way, and takes no new ones; cut short by `dropAll`. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await Promise.all(this.lanes.map((lane) => lane.drain()));
  }

  #take(number: number): void {
    if (this.#isDraining) {
      return;
    }
    this.#suspectSince.delete(number);
    const lane = new Lane(number, this.context, this.#eventsOf());
    this.#lanes.set(number, lane);
    lane.start();
  }

  /**
   * Any journal error means: drop the lane, and do not touch it before the group
   * has confirmed that it is ours. Starting anew at once let a process that had
   * been frozen steal lanes from their owners.
   */
  #suspect(number: number, reason: string, need: LaneNeed | undefined): void {
    this.#lanes.get(number)?.drop(reason);
    this.#needs.failed(number, need);
    this.#lanes.set(number, new Lane(number, this.context, this.#eventsOf(), { need }));
    this.#suspectSince.set(number, this.now());
    this.events.changed();
  }

  #drop(number: number, reason: string): void {
    const lane = this.#lanes.get(number);
    this.#lanes.delete(number);
    this.#suspectSince.delete(number);
    this.#needs.forget(number);
    if (lane) {
      this.context.metrics.laneDrops.inc({ reason });
      lane.drop(reason);
    }
  }

  #eventsOf(): LaneEvents {
    return { ...this.events, failed: (lane, reason, need) => this.#suspect(lane, reason, need) };
  }
}
