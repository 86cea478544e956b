import type { JournalWrite } from '../journal/journal.port.js';
import { encodeMeta, encodePosition, type LedgerMeta } from '../ledger/ledger-format.js';
import { META_KEY, positionKey } from '../ledger/ledger-keys.js';
import type { LaneContext } from './lane-context.js';
import type { LanePositions } from './lane-positions.js';
import { newPosition, partitionsOf } from './resolve-positions.js';

export interface GrowthOptions<Entry> {
  readonly context: LaneContext<Entry>;
  readonly lane: number;
  readonly meta: LedgerMeta;
  readonly positions: LanePositions;
  readonly journal: { append(write: JournalWrite): void };
}

/** Notices partitions that were added to the inputs while the lane runs, and begins to read those that are its own. */
export class Growth<Entry> {
  #meta: LedgerMeta;

  constructor(private readonly options: GrowthOptions<Entry>) {
    this.#meta = options.meta;
  }

  /** Rejects where Kafka does not say where they begin; nothing has changed then. */
  async adopt(): Promise<void> {
    const { context, lane, positions, journal } = this.options;
    const counts = context.inputs
      .map((topic) => ({ topic, count: context.kafka.partitionCount(topic) }))
      .filter(({ topic, count }) => count > (this.#meta.inputs[topic] ?? 0));
    if (counts.length === 0) {
      return;
    }
    const added = counts.flatMap(({ topic, count }) =>
      partitionsOf(lane, context.lanes, count)
        .filter((partition) => !positions.has(topic, partition))
        .map((partition) => newPosition(context, topic, partition, this.#meta)),
    );
    const resolved = await Promise.all(added);
    const inputs = Object.fromEntries(counts.map(({ topic, count }) => [topic, count]));
    this.#meta = { ...this.#meta, inputs: { ...this.#meta.inputs, ...inputs } };
    journal.append({ ledger: { key: META_KEY, value: encodeMeta(this.#meta) } });
    for (const { topic, partition, role, stored } of resolved) {
      journal.append({ ledger: { key: positionKey(topic, partition), value: encodePosition(stored) } });
      positions.add(topic, partition, role, stored);
    }
  }
}
