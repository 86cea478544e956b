import type { Settlement } from './handler-result.port.js';
import type { LossMark } from './lane-record.js';

/**
 * The port that the application implements: carries out work that lasts longer
 * than a record's turn. One object serves all lanes of the process.
 *
 * Guarantees to the implementer:
 * - `begin` comes once per ownership of a lane, before any `accept`, with every
 *   piece of work that the ledger holds open (whatever earlier owner opened it),
 *   and with the note that was last saved in the lane (undefined without one).
 * - `accept` comes once per new piece of work. Its entry is queued in the
 *   journal in the same tick, so a `save` made from within `accept` replaces it
 *   in the same transaction; nothing is durable before a `save` has resolved.
 * - After `end` nothing of the lane may be done any more: its signal is already
 *   aborted, and every pending `save` and `settle` rejects with LaneLostError.
 * None of these three may throw or block.
 * - `drain` comes when the service stops, after the signal was aborted and before
 *   `end`: it resolves once no call is running any more whose answer would still
 *   be saved. Without it the lane waits for nothing but its journal. It is given
 *   up at the deadline of the stop.
 */
export interface LaneWork<Entry> {
  begin(lane: LaneHandle<Entry>, open: ReadonlyMap<string, Entry>, note: unknown): void;
  accept(lane: LaneHandle<Entry>, id: string, entry: Entry): void;
  end(lane: LaneHandle<Entry>): void;
  drain?(lane: LaneHandle<Entry>): Promise<void>;
  /**
   * Whether an entry waits for a person to decide: such work has a bound of its
   * own, so that it never keeps out what could be done. Asked for every entry
   * that is opened, restored or saved: pure, and quick. Absent: nothing ever waits so.
   */
  isHeld?(entry: Entry): boolean;
  /**
   * The entry with this mark, as if its record had borne it. Asked before `begin` for
   * every entry that was open when its ledger lost data, for the answer to it may be in
   * what was lost: pure, and quick. Absent: such work is answered as if nothing had been lost.
   */
  afterLoss?(entry: Entry, mark: LossMark): Entry;
  /**
   * An operator's decision about a piece of work of this lane. Called once per
   * command and ownership, in the order of the commands topic. What is saved or
   * settled from within the call is committed in the same transaction as "this
   * command is done", so each takes effect once. A command that means nothing
   * (any more) is `ignored`: that is logged and counted.
   */
  command?(lane: LaneHandle<Entry>, command: LaneCommand): 'done' | 'ignored';
  /**
   * Everything is to stand still (an operator's emergency stop), or may go on:
   * while paused `mayAct` is false and no records come, but answers that are on
   * their way are still taken in. `pause` also comes right after `begin` where a lane is paused.
   */
  pause?(lane: LaneHandle<Entry>): void;
  resume?(lane: LaneHandle<Entry>): void;
}

/** What a piece of work may ask of the lane it belongs to. */
export interface LaneHandle<Entry> {
  readonly lane: number;
  /** How many lanes the group has in all: what a budget for the whole fleet is divided by. */
  readonly lanes: number;
  /** Aborted when the lane is lost or the service stops. */
  readonly signal: AbortSignal;
  /**
   * Whether a call with side effects may be made now: the lane is still ours and
   * the group has confirmed our membership within the session timeout. Ask right
   * before the call, not earlier. While the signal is not aborted a "no" may pass (a
   * slow rebalance, a process that was stopped for a moment): ask again, do not give up.
   */
  mayAct(): boolean;
  /**
   * Makes the entry durable; resolves when its transaction has committed.
   * Several entries of one id within a transaction collapse into the last one.
   * Rejects with LaneLostError, or EntryTooLargeError where Kafka would never take it.
   *
   * `note` replaces the lane's note in that very transaction: one small JSON
   * value for what concerns the lane's work as a whole. The next owner gets it.
   */
  save(id: string, entry: Entry, note?: object): Promise<void>;
  /** The same for the last step: the entry becomes a settled one and the publications go out with it. */
  settle(id: string, settlement: Settlement): Promise<void>;
}

/** A record of the commands topic that is not for the lanes themselves. */
export interface LaneCommand {
  readonly id: string;
  readonly kind: string;
  /** ISO 8601. */
  readonly at: string;
  /** Who decided it. */
  readonly by?: string;
  /** Id of the piece of work. */
  readonly work: string;
  readonly note?: string;
}

/** The lane has another owner by now, or is being taken anew: stop, and forget. Not a fault. */
export class LaneLostError extends Error {
  override readonly name = 'LaneLostError';
}

/** Kafka will never take this: fail the one piece of work with something smaller; the lane goes on. */
export class EntryTooLargeError extends Error {
  override readonly name = 'EntryTooLargeError';
}
