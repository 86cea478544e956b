import {
  openAdmin,
  openReader,
  Scanner,
  type BehindTransaction,
  type KafkaSettings,
  type TopicAdmin,
  type TopicRange,
} from '#libs/kafka';
import { decodeLedgerRecord, type LaneRecord, type LedgerChange } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';
import { ConnectLog } from './connect-log.js';

/** The newest format of ledger entries that this version reads; the service writes the same. */
export const ENTRY_FORMAT = 1;
/** A person waits for it. */
const CONNECT_DEADLINE_MS = 8_000;

/** Looks at a cluster. Everything that it reads is committed; nothing that it does disturbs the service. */
export class KafkaAccess implements AsyncDisposable {
  private constructor(
    readonly settings: KafkaSettings,
    readonly admin: TopicAdmin,
    private readonly scanner: Scanner,
  ) {}

  /** @throws CliError where there is no usable answer within 8 s, KafkaError where Kafka refuses us */
  static async open(
    settings: KafkaSettings,
    signal: AbortSignal,
    deadlineMs = CONNECT_DEADLINE_MS,
  ): Promise<KafkaAccess> {
    const admin = await connectWithin(deadlineMs, settings, signal);
    try {
      return new KafkaAccess(settings, admin, await Scanner.open(settings, { log: silentLog, signal }));
    } catch (error) {
      await admin.close();
      throw error;
    }
  }

  /** Whether the topic exists. @throws CliError where we may not even look */
  async has(topic: string): Promise<boolean> {
    const [description] = await this.admin.describe([topic]);
    if (description?.kind === 'unauthorised') {
      throw new CliError(EXIT.unavailable, `We are not authorised to describe the topic ${topic}.`);
    }
    return description?.kind === 'topic';
  }

  /**
   * All that a topic holds now, by partition, or what it got at a time (epoch milliseconds) or later.
   *
   * @throws CliError where it does not exist
   */
  async ranges(topic: string, since?: number): Promise<readonly TopicRange[]> {
    if (!(await this.has(topic))) {
      throw new CliError(
        EXIT.notFound,
        `The topic ${topic} does not exist on ${this.settings.brokers.join(', ')} ("revokerctl topics check" shows what should be there).`,
      );
    }
    return this.scanner.ranges(topic, since);
  }

  /** How far a topic that is known to exist goes by now. */
  async ends(topic: string): Promise<readonly TopicRange[]> {
    return this.scanner.ranges(topic);
  }

  /** What of a topic that is known to exist waits behind an open transaction. */
  async behindTransactions(topic: string): Promise<readonly BehindTransaction[]> {
    return this.scanner.behindTransactions(topic);
  }

  /** One range after the other, each in offset order. */
  read(ranges: readonly TopicRange[]): AsyncGenerator<LaneRecord, void, undefined> {
    return this.scanner.read(ranges);
  }

  /** The same of the ledger: partitions are lanes. Entries that were written more than once come more than once. */
  async *ledger(ranges: readonly TopicRange[]): AsyncGenerator<LedgerChange, void, undefined> {
    for await (const record of this.read(ranges)) {
      const change = decodeLedgerRecord(record, ENTRY_FORMAT);
      if (change) {
        yield change;
      }
    }
  }

  /** The same as it is written, until the signal ends it; `from` by lane. */
  async *followLedger(
    ledger: string,
    from: ReadonlyMap<number, bigint>,
    signal: AbortSignal,
  ): AsyncGenerator<LedgerChange, void, undefined> {
    const offsets = new Map([...from].map(([lane, offset]) => [`${ledger}/${lane}`, offset]));
    const options = { topics: [ledger], from: offsets, signal, log: silentLog };
    for await (const record of openReader(this.settings, options)) {
      const change = decodeLedgerRecord(record, ENTRY_FORMAT);
      if (change) {
        yield change;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.admin.close(), this.scanner.close()]);
  }
}

async function connectWithin(
  deadlineMs: number,
  settings: KafkaSettings,
  signal: AbortSignal,
): Promise<TopicAdmin> {
  const log = new ConnectLog();
  const late = AbortSignal.timeout(deadlineMs);
  const ended = AbortSignal.any([signal, late]);
  const opening = openAdmin(settings, { log, signal: ended });
  // A broker that accepts a connection and then says nothing is not cut off by the signal.
  const abandoned = new Promise<never>((_, reject) => {
    ended.addEventListener('abort', () => reject(ended.reason as Error), { once: true });
  });
  try {
    return await Promise.race([opening, abandoned]);
  } catch (error) {
    opening.then(
      (admin) => admin.close(),
      () => undefined,
    );
    signal.throwIfAborted();
    if (!late.aborted) {
      throw error;
    }
    const why =
      log.lastWarning?.replace(/^(Waiting for Kafka: )?(Kafka at .* cannot be reached: )?/, '') ??
      'it accepts connections, but does not answer';
    throw new CliError(
      EXIT.unavailable,
      `No answer from Kafka at ${settings.brokers.join(', ')} within ${deadlineMs / 1_000} s: ${why}`,
    );
  }
}
