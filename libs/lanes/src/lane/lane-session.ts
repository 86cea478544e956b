import type { LaneContext } from '../context/lane-context.js';
import { problemOfHeld } from '../intake/backpressure-limit.js';
import type { LaneProgress, LedgerBound } from '../ledger/ledger-loss.policy.js';
import { LaneLostError } from '../ports/lane-work.port.js';
import type { LaneSource } from '../positions/partition-position.js';
import { openAfterLoss } from '../restore/after-loss.js';
import type { RestoredLane } from '../restore/open-lane.js';
import type { LaneParts } from './assemble-lane.js';

/** A lane from the end of its restore to its loss. */
export class LaneSession<Entry> {
  constructor(
    private readonly context: LaneContext<Entry>,
    private readonly lane: number,
    private readonly restored: RestoredLane<Entry>,
    readonly parts: LaneParts<Entry>,
  ) {}

  get progress(): LaneProgress {
    return { ledger: this.ledger, positions: this.parts.positions.stored };
  }

  /** What is known of the lane's ledger: it grows only. */
  get ledger(): LedgerBound {
    return { ...this.restored.ledger, end: this.parts.journal.ledgerEnd };
  }

  /** One sentence where operators have to decide before anything more is read. */
  get problem(): string | undefined {
    const { memory, expansion } = this.parts;
    return problemOfHeld(this.lane, memory.byTopic, this.context.maxHeldPerLane) ?? expansion.problem;
  }

  /** Hands the open work over, and commits until the lane is lost or closed. Rejects with what ended the journal. */
  run(): Promise<void> {
    const { work, status, journal } = this.parts;
    const { state } = this.restored;
    const open = openAfterLoss(state, this.context.work);
    state.open.clear();
    work.begin(open, state.note);
    if (status.isPaused) {
      work.pause();
    }
    return journal.run();
  }

  /** Partitions to read from now. Operators' decisions come in even where no more work does. */
  *readable(): Iterable<LaneSource> {
    const { status, positions, backpressure, topics } = this.parts;
    if (status.signal.aborted) {
      return;
    }
    for (const source of positions.sources) {
      const hasRoom = source.role === 'commands' || backpressure.has(source.topic);
      if (hasRoom && topics.admits(source)) {
        yield source;
      }
    }
  }

  /** Forgets some of what retention has ended for, where there is time for it. */
  forgetExpired(): void {
    this.parts.retention.sweep();
    this.parts.replays.forget(this.context.clock() - this.context.retentionMs);
  }

  /** Everything ends here, at once. */
  lose(reason: string): void {
    const { status, journal, work } = this.parts;
    if (!status.isLost) {
      status.lose(new LaneLostError(reason));
      journal.lose();
      work.end();
    }
  }
}
