import type { LaneProgress } from '../lane/lane-progress.js';
import type { LedgerBound } from '../lane/ledger-loss.policy.js';
import { positionKey } from '../ledger/ledger-keys.js';

export interface CourtesyOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string;
}

/**
 * Group offsets for tools that show lag; the truth is in the ledger. Each
 * carries what the ledger was like (`LedgerBound`), so that whoever takes the
 * lane next notices where it has lost data.
 */
export class CourtesyOffsets {
  readonly #sent = new Map<string, string>();
  #isCommitting = false;
  #waiting: readonly LaneProgress[] | undefined;

  constructor(private readonly commit: (offsets: readonly CourtesyOffset[]) => Promise<void>) {}

  /** Commits what has moved, after an earlier commit if one is pending. Never rejects. */
  async tell(lanes: readonly LaneProgress[]): Promise<void> {
    if (this.#isCommitting) {
      this.#waiting = lanes;
      return;
    }
    const offsets = lanes
      .flatMap(offsetsOf)
      .filter((offset) => this.#sent.get(keyOf(offset)) !== wordOf(offset));
    if (offsets.length === 0) {
      return;
    }
    this.#isCommitting = true;
    try {
      await this.commit(offsets);
      offsets.forEach((offset) => this.#sent.set(keyOf(offset), wordOf(offset)));
    } catch {
      // Any rebalance makes it fail; the next turn tells it again.
    } finally {
      this.#isCommitting = false;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      await this.tell(waiting);
    }
  }
}

/** What an offset's metadata says; undefined where somebody else wrote it. Earlier versions wrote the end alone. */
export function ledgerBoundOf(metadata: string): LedgerBound | undefined {
  const fields = new Map(
    metadata.split(' ').map((field) => [nameOf(field), field.slice(nameOf(field).length + 1)]),
  );
  const [end, start] = [fields.get('ledger-end'), fields.get('ledger-start')];
  if (end === undefined || !OFFSET.test(end)) {
    return undefined;
  }
  const [topicId, clusterId] = [fields.get('ledger'), fields.get('cluster')];
  return {
    end: BigInt(end),
    ...(start !== undefined && OFFSET.test(start) && { start: BigInt(start) }),
    ...(topicId !== undefined && { topicId }),
    ...(clusterId !== undefined && { clusterId }),
  };
}

const OFFSET = /^\d+$/;

function nameOf(field: string): string {
  return field.split('=', 1)[0] ?? '';
}

function encodeBound({ end, start, topicId, clusterId }: LedgerBound): string {
  const fields = { 'ledger-end': end, 'ledger-start': start, ledger: topicId, cluster: clusterId };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join(' ');
}

function offsetsOf({ ledger, positions }: LaneProgress): readonly CourtesyOffset[] {
  return positions.map(({ topic, partition, next }) => ({
    topic,
    partition,
    offset: next.toString(),
    metadata: encodeBound(ledger),
  }));
}

function keyOf({ topic, partition }: CourtesyOffset): string {
  return positionKey(topic, partition);
}

function wordOf({ offset, metadata }: CourtesyOffset): string {
  return `${offset} ${metadata}`;
}
