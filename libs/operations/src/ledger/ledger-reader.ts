import type { KafkaAccess } from '../installation/kafka-access.js';
import { OperationsError } from '../installation/operations.errors.js';
import type { ShowProgress } from '../installation/progress.js';
import { type LedgerListener, LedgerProjection } from './ledger-projection.js';

export interface LedgerReaderOptions {
  readonly show: ShowProgress;
  /** Sees every change, the first included. */
  readonly listeners?: readonly LedgerListener[];
}

/** The projection of a ledger that is kept up to date, at least while a caller waits. */
export interface FollowedLedger {
  readonly projection: LedgerProjection;
  /** Waits until it is so; false if the signal comes first. */
  until(isSo: () => boolean, signal: AbortSignal): Promise<boolean>;
}

/** A ledger that is read once as it is, and followed for as long as a caller waits for something. */
export class LedgerReader implements FollowedLedger {
  readonly #next: Map<string, bigint>;

  private constructor(
    private readonly kafka: KafkaAccess,
    private readonly topic: string,
    readonly projection: LedgerProjection,
  ) {
    this.#next = new Map(projection.lanes.map(({ lane, readUntil }) => [`${topic}/${lane}`, readUntil]));
  }

  /** @throws OperationsError where there is no ledger */
  static async open(
    kafka: KafkaAccess,
    topic: string,
    { show, listeners = [] }: LedgerReaderOptions,
  ): Promise<LedgerReader> {
    if (!(await kafka.has(topic))) {
      throw new OperationsError(
        'no-ledger',
        `There is no ledger (topic ${topic}): no service has run with these settings yet.`,
      );
    }
    const ranges = await kafka.ends(topic);
    const projection = new LedgerProjection(ranges);
    listeners.forEach((listener) => projection.subscribe(listener));
    await kafka.readAll(ranges, { stage: 'ledger', show }, (record) => projection.apply(record));
    return new LedgerReader(kafka, topic, projection);
  }

  async until(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
    if (isSo()) {
      return true;
    }
    for await (const record of this.kafka.follow([this.topic], this.#next, signal)) {
      this.#next.set(`${record.topic}/${record.partition}`, record.offset + 1n);
      this.projection.apply(record);
      if (isSo()) {
        return true;
      }
    }
    return false;
  }
}
