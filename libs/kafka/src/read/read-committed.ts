import type { KafkaRecord } from '../protocol/kafka-record.js';

import { abortable, pause } from '#libs/async';
import { KafkaError } from '../client/kafka.errors.js';
import { OutOfRangeConfirmation } from './out-of-range.js';
import type { CommittedSource } from '../client/client.port.js';

export interface CommittedRange {
  readonly topic: string;
  readonly partition: number;
  /** First offset to read. */
  readonly from: bigint;
  /** End of the range, exclusive: reading ends once this offset has been reached. */
  readonly until: bigint;
  readonly signal: AbortSignal;
  /** Per request. Default 1 MiB: larger ones only cost memory. */
  readonly maxBytes?: number;
  /** Rejects with KafkaError NO_PROGRESS after so long without any. Default 30,000 ms. */
  readonly stallMs?: number;
  /** Rejects with KafkaError TOPIC_AUTHORIZATION_FAILED when it was refused for so long. Default 5,000 ms. */
  readonly refusedMs?: number;
}

const MAX_BYTES = 1024 * 1024;
const STALL_MS = 30_000;
const MAX_WAIT_MS = 100;
const PAUSE_MS = 10;
const SUSPICIOUS_MS = 1_000;
/** A broker that has just started may not know our rights yet. */
const REFUSED_MS = 5_000;
const REFUSED = 'TOPIC_AUTHORIZATION_FAILED';

/**
 * The committed records of a range, a chunk at a time; chunks are never empty. "Nothing came" is never taken for
 * the end: only the position is. Rejects with KafkaError (OFFSET_OUT_OF_RANGE once it is confirmed),
 * and with signal.reason.
 */
export async function* readCommitted(
  client: CommittedSource,
  range: CommittedRange,
): AsyncGenerator<readonly KafkaRecord[], void, undefined> {
  const { topic, partition, until, signal, stallMs = STALL_MS, refusedMs = REFUSED_MS } = range;
  const outOfRange = new OutOfRangeConfirmation(client, topic, partition);
  let position = range.from;
  let movedAt = performance.now();
  while (position < until) {
    const step = await readOnce(client, range, position);
    if (step.kind === 'records' && step.nextOffset > position) {
      position = step.nextOffset;
      movedAt = performance.now();
      const records = position > until ? step.records.filter(({ offset }) => offset < until) : step.records;
      if (records.length > 0) {
        yield records;
      }
      continue;
    }
    const trouble = step.kind === 'error' ? step.error : 'nothing came';
    if (trouble === 'OFFSET_OUT_OF_RANGE' && (await outOfRange.confirm(position))) {
      throw new KafkaError(trouble, `${topic}/${partition} has no offset ${position} (any more).`);
    }
    if (trouble === REFUSED && performance.now() - movedAt > refusedMs) {
      throw new KafkaError(
        REFUSED,
        `Kafka does not let this service read ${topic}; it needs the right Read on it`,
        topic,
      );
    }
    if (performance.now() - movedAt > stallMs) {
      throw new KafkaError(
        'NO_PROGRESS',
        `${topic}/${partition} stays at ${position}, before ${until}: ${trouble}`,
      );
    }
    // A stale leader, too, has nothing to give. But mostly the broker has just waited for us, and there will be.
    if (step.kind === 'error' || performance.now() - movedAt > SUSPICIOUS_MS) {
      await client.refresh();
    }
    await pause(PAUSE_MS, signal);
  }
}

type Step =
  | { readonly kind: 'records'; readonly records: readonly KafkaRecord[]; readonly nextOffset: bigint }
  | { readonly kind: 'error'; readonly error: string };

async function readOnce(client: CommittedSource, range: CommittedRange, offset: bigint): Promise<Step> {
  const { topic, partition, signal, maxBytes = MAX_BYTES } = range;
  const leader = client.leaderOf(topic, partition);
  const limits = { maxWaitMs: MAX_WAIT_MS, maxBytes };
  try {
    const fetching = client.fetch(leader, [{ topic, partition, offset, maxBytes }], limits, 'restore');
    const [answer] = await abortable(fetching, signal);
    return answer ?? { kind: 'error', error: 'NO_ANSWER' };
  } catch (error) {
    if (!(error instanceof KafkaError) || error.isPermanent) {
      throw error;
    }
    return { kind: 'error', error: error.code };
  }
}
