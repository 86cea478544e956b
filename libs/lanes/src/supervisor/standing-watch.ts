import type { Lane } from '../lane/lane.js';
import type { LaneContext } from '../context/lane-context.js';
import { isRecreated } from '../positions/recreated-topic.js';
import { PartitionWatch } from '../watch/partition-watch.js';
import type { AuditedLane } from '../watch/standing-audit.js';
import { pause } from '#libs/async';
import type { LeaderFollower } from '#libs/kafka';

const WATCH_MS = 5_000;
/** In turns of the watch: a record of each partition a minute. */
const VERIFY_TURNS = 12;

export interface StandingWatchOptions<Entry> {
  readonly client: LeaderFollower;
  readonly context: LaneContext<Entry>;
  readonly lanes: () => readonly Lane<Entry>[];
  /** Default 5,000 ms. */
  readonly everyMs: number | undefined;
  readonly signal: AbortSignal;
}

/** Has the partitions of the lanes that run looked at from beside, until the signal ends it. */
export class StandingWatch<Entry> {
  readonly partitions: PartitionWatch;

  constructor(private readonly options: StandingWatchOptions<Entry>) {
    const { client, context, signal } = options;
    this.partitions = new PartitionWatch({
      client,
      isAnother: ({ topic, partition }, last) =>
        isRecreated(context, { topic, partition, stored: { next: last.offset + 1n, last } }, signal),
      verifyEvery: VERIFY_TURNS,
      now: context.clock,
      metrics: context.metrics,
      log: context.log,
    });
  }

  async run(): Promise<void> {
    const { signal, everyMs = WATCH_MS } = this.options;
    while (!signal.aborted) {
      await pause(everyMs, signal);
      try {
        await this.partitions.turn(this.#audited());
      } catch (error) {
        if (!signal.aborted) {
          throw error;
        }
      }
    }
  }

  #audited(): readonly AuditedLane[] {
    const { lanes, context } = this.options;
    return lanes().flatMap(({ lane, session }) =>
      session
        ? {
            identity: session,
            sources: [...session.parts.positions.sources],
            ledger: { topic: context.ledger, partition: lane, end: session.parts.journal.ledgerEnd },
          }
        : [],
    );
  }
}
