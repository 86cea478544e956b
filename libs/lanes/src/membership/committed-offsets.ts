import type { OffsetCommit } from '#libs/kafka';
import type { LaneProgress, LedgerBound } from '../ledger/ledger-loss.policy.js';
import { positionKey } from '../format/ledger-keys.js';

/**
 * The group's committed offsets, for tools that show lag; the positions are in the
 * ledger. Each carries what the ledger was like (`LedgerBound`), so that the next
 * owner of the lane notices where it has lost data, and what the work of this
 * instance wants tools to know.
 */
export class CommittedOffsets {
  readonly #sent = new Map<string, string>();
  #isCommitting = false;
  #waiting: { readonly lanes: readonly LaneProgress[]; readonly remark: string | undefined } | undefined;

  constructor(private readonly send: (offsets: readonly OffsetCommit[]) => Promise<void>) {}

  /** Commits what has moved, after an earlier commit if one is pending. Never rejects. */
  async commit(lanes: readonly LaneProgress[], remark?: string): Promise<void> {
    if (this.#isCommitting) {
      this.#waiting = { lanes, remark };
      return;
    }
    const offsets = lanes
      .flatMap((lane) => offsetsOf(lane, remark))
      .filter((offset) => this.#sent.get(keyOf(offset)) !== textOf(offset));
    if (offsets.length === 0) {
      return;
    }
    this.#isCommitting = true;
    try {
      await this.send(offsets);
      offsets.forEach((offset) => this.#sent.set(keyOf(offset), textOf(offset)));
    } catch {
      // Any rebalance makes it fail; the next turn commits it again.
    } finally {
      this.#isCommitting = false;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      await this.commit(waiting.lanes, waiting.remark);
    }
  }
}

/** What an offset's metadata says; undefined where another program wrote it. Earlier versions wrote the end alone. */
export function ledgerBoundOf(metadata: string): LedgerBound | undefined {
  const fields = fieldsOf(metadata);
  const [end, start] = [fields.get('ledger-end'), fields.get('ledger-start')];
  if (end === undefined || !OFFSET.test(end)) {
    return undefined;
  }
  const [topicId, clusterId, accepted] = ['ledger', 'cluster', 'accepted'].map((name) => fields.get(name));
  return {
    end: BigInt(end),
    ...(start !== undefined && OFFSET.test(start) && { start: BigInt(start) }),
    ...(topicId !== undefined && { topicId }),
    ...(clusterId !== undefined && { clusterId }),
    ...(accepted !== undefined && { accepted }),
  };
}

/** What the work of the lane's instance wanted tools to know; undefined where that was nothing. */
export function remarkOf(metadata: string): string | undefined {
  const remark = fieldsOf(metadata).get('remark');
  try {
    return remark === undefined ? undefined : decodeURIComponent(remark);
  } catch {
    return undefined;
  }
}

const OFFSET = /^\d+$/;

/** Brokers take 4,096 bytes of metadata unless told otherwise, and the rest needs some. */
const LONGEST_REMARK = 3_000;

function fieldsOf(metadata: string): ReadonlyMap<string, string> {
  return new Map(metadata.split(' ').map((field) => [nameOf(field), field.slice(nameOf(field).length + 1)]));
}

function nameOf(field: string): string {
  return field.split('=', 1)[0] ?? '';
}

function encodeMetadata(bound: LedgerBound, text: string | undefined): string {
  const encoded = text === undefined ? undefined : encodeURIComponent(text);
  const remark = encoded !== undefined && encoded.length <= LONGEST_REMARK ? encoded : undefined;
  const { end, start, topicId, clusterId, accepted } = bound;
  const ledger = { 'ledger-end': end, 'ledger-start': start, ledger: topicId, cluster: clusterId, accepted };
  const fields = { ...ledger, remark };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join(' ');
}

function offsetsOf({ ledger, positions }: LaneProgress, remark?: string): readonly OffsetCommit[] {
  return positions.map(({ topic, partition, next }) => ({
    topic,
    partition,
    offset: next.toString(),
    metadata: encodeMetadata(ledger, remark),
  }));
}

function keyOf({ topic, partition }: OffsetCommit): string {
  return positionKey(topic, partition);
}

function textOf({ offset, metadata }: OffsetCommit): string {
  return `${offset} ${metadata}`;
}
