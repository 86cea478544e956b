import type { JournalWrite } from '../journal/journal.port.js';
import { encodeMeta, encodePosition, type LedgerMeta, type StoredPosition } from '../format/ledger-format.js';
import { META_KEY, positionKey } from '../format/ledger-keys.js';
import type { LaneContext } from '../context/lane-context.js';
import type { LanePositions } from './lane-positions.js';
import { LaneRefusal } from '../context/lane.errors.js';
import { knownPosition, newPosition, partitionsOf, type ResolvedPosition } from './resolve-positions.js';

export interface PartitionExpansionOptions<Entry> {
  readonly context: LaneContext<Entry>;
  readonly lane: number;
  readonly meta: LedgerMeta;
  /** As the ledger had them when the lane was taken, by `positionKey`. */
  readonly stored: ReadonlyMap<string, StoredPosition>;
  /** As it was when the lane was taken: of which cluster the positions are. */
  readonly known: LedgerMeta | undefined;
  readonly signal: AbortSignal;
  readonly positions: LanePositions;
  readonly journal: { append(write: JournalWrite): void };
}

/**
 * Notices partitions that were added to the inputs while the lane runs, and
 * inputs that were not there when it was taken, and begins to read those that are its own.
 */
export class PartitionExpansion<Entry> {
  #meta: LedgerMeta;
  #problem: string | undefined;

  constructor(private readonly options: PartitionExpansionOptions<Entry>) {
    this.#meta = options.meta;
  }

  /** What an operator has to decide before an input can be read; undefined where nothing. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Rejects where Kafka does not say where they begin; nothing has changed then. */
  async adopt(): Promise<void> {
    const { context, lane, positions, journal } = this.options;
    const inputs = context.inputs
      .filter((topic) => context.kafka.access(topic) === 'there')
      .map((topic) => {
        const count = context.kafka.partitionCount(topic);
        const own = partitionsOf(lane, context.lanes, count);
        return { topic, count, added: own.filter((partition) => !positions.has(topic, partition)) };
      })
      .filter(({ topic, count, added }) => added.length > 0 || count > (this.#meta.inputs[topic] ?? 0));
    if (inputs.length === 0) {
      return;
    }
    try {
      const added = inputs.flatMap(({ topic, added: those }) =>
        those.map((partition) => this.#resolve(topic, partition)),
      );
      const resolved = await Promise.all(added);
      const counts = Object.fromEntries(inputs.map(({ topic, count }) => [topic, count]));
      this.#meta = { ...this.#meta, inputs: { ...this.#meta.inputs, ...counts } };
      journal.append({ ledger: { key: META_KEY, value: encodeMeta(this.#meta) } });
      for (const { topic, partition, role, stored } of resolved) {
        journal.append({ ledger: { key: positionKey(topic, partition), value: encodePosition(stored) } });
        positions.add(topic, partition, role, stored);
      }
      this.#problem = undefined;
    } catch (error) {
      if (!(error instanceof LaneRefusal)) {
        throw error;
      }
      this.#problem = error.message;
    }
  }

  #resolve(topic: string, partition: number): Promise<ResolvedPosition> {
    const { context, stored, known, signal } = this.options;
    const at = stored.get(positionKey(topic, partition));
    return at === undefined
      ? newPosition(context, topic, partition, this.#meta)
      : knownPosition(context, { topic, partition, stored: at }, { role: 'input', known, signal });
  }
}
