import type { LaneRecord, LedgerBound } from '#libs/lanes';
import type { TopicRange } from '#libs/kafka';
import { CliError } from '../cli/cli-error.js';
import { EXIT } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { knownLedgers } from '../ledger/known-ends.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { AuditBook } from './audit-book.js';
import { installationOf } from './installation.js';

/** By lane: the end that the ledger had before outcomes and dead letters were read. */
type LedgerCut = ReadonlyMap<number, bigint>;

/**
 * Reads an installation into an audit's book while the service goes on: in an order
 * in which everything that is compared with something was read after it. Positions
 * and entries come from one cut of the ledger; outcomes and dead letters after it;
 * then what the ledger has got meanwhile.
 */
export class AuditReading {
  readonly #next = new Map<string, bigint>();

  private constructor(
    readonly book: AuditBook,
    private readonly kafka: KafkaAccess,
    private readonly setup: KafkaSetup,
    private readonly terminal: Terminal,
  ) {}

  /** @throws CliError where a topic is missing */
  static async begin(kafka: KafkaAccess, setup: KafkaSetup, terminal: Terminal): Promise<AuditReading> {
    const { topics, ledgerRetentionMs, startFrom } = setup;
    const { ledger, completed, deadLetter } = topics;
    if (!(await kafka.has(ledger))) {
      throw new CliError(
        EXIT.notFound,
        `There is no ledger (topic ${ledger}): no service has run with these settings yet.`,
      );
    }
    const lanes = await kafka.ranges(ledger);
    const book = new AuditBook(
      installationOf(topics, { lanes: lanes.length, retentionMs: ledgerRetentionMs, startFrom }),
    );
    const reading = new AuditReading(book, kafka, setup, terminal);
    reading.#startAt(lanes);
    for (const [topic, retained] of [
      [completed, book.retainedOutcomes],
      [deadLetter, book.retainedLetters],
    ] as const) {
      const ranges = await kafka.ranges(topic);
      ranges.forEach(({ partition, from }) => retained.has(partition, from));
      reading.#startAt(ranges);
    }
    return reading;
  }

  /** All that there is. */
  async readAll(): Promise<LedgerCut> {
    const known = await knownLedgers(this.kafka, this.setup, this.terminal);
    const cut = await this.#readLedger();
    this.#compareEnds(cut, known);
    await this.#notePartitions();
    await this.#readOutcomesAndLetters();
    await this.#readLedger();
    const ranges = [...this.book.partitions.values()].map(
      ({ topic, partition, earliest, latest, position }) => {
        const until = position === undefined || position < earliest ? earliest : position;
        return { topic, partition, from: earliest, until: until > latest ? latest : until };
      },
    );
    await this.#read('Events', ranges, (record) => this.book.addInput(record));
    return cut;
  }

  /** What has come since: the same events, and what became of them meanwhile. */
  async readOn(): Promise<LedgerCut> {
    const cut = await this.#readLedger();
    await this.#readOutcomesAndLetters();
    await this.#readLedger();
    return cut;
  }

  async #readLedger(): Promise<LedgerCut> {
    const ranges = await this.#rest(this.setup.topics.ledger);
    using progress = this.terminal.progress('Ledger', sizeOf(ranges));
    for await (const change of this.kafka.ledger(ranges)) {
      this.book.addLedger(change);
      progress.add(1);
    }
    return new Map(ranges.map(({ partition, until }) => [partition, until]));
  }

  async #readOutcomesAndLetters(): Promise<void> {
    const { completed, deadLetter } = this.setup.topics;
    await this.#read('Outcomes', await this.#rest(completed), (record) => this.book.addOutcome(record));
    await this.#read('Dead letters', await this.#rest(deadLetter), (record) =>
      this.book.addDeadLetter(record),
    );
  }

  /** What a topic has got since it was last read; counts as read from now on. */
  async #rest(topic: string): Promise<readonly TopicRange[]> {
    const ends = await this.kafka.ends(topic);
    return ends.map(({ partition, from, until }) => {
      const key = `${topic}/${partition}`;
      const next = this.#next.get(key) ?? from;
      this.#next.set(key, until);
      return { topic, partition, from: next, until };
    });
  }

  #startAt(ranges: readonly TopicRange[]): void {
    ranges.forEach(({ topic, partition, from }) => this.#next.set(`${topic}/${partition}`, from));
  }

  async #read(
    what: string,
    ranges: readonly TopicRange[],
    take: (record: LaneRecord) => void,
  ): Promise<void> {
    using progress = this.terminal.progress(what, sizeOf(ranges));
    for await (const record of this.kafka.read(ranges)) {
      take(record);
      progress.add(1);
    }
  }

  async #notePartitions(): Promise<void> {
    for (const topic of this.book.installation.inputs.keys()) {
      for (const { partition, from, until } of await this.kafka.ranges(topic)) {
        const key = `${topic}/${partition}`;
        const position = this.book.positions.get(key);
        this.book.partitions.set(key, { topic, partition, earliest: from, latest: until, position });
      }
    }
  }

  /** "A ledger that ends before a place where it once was has lost data." */
  #compareEnds(cut: LedgerCut, known: ReadonlyMap<number, LedgerBound>): void {
    const { topics, groupId } = this.setup;
    for (const [lane, { end }] of known) {
      const offset = cut.get(lane) ?? 0n;
      if (offset < end) {
        const detail = `it ends at ${offset}, and was at ${end} by the offsets of group ${groupId}`;
        const ledger = { topic: topics.ledger, partition: lane, offset };
        this.book.findings.push({ code: 'ledger-lost-data', detail, ledger });
      }
    }
  }
}

function sizeOf(ranges: readonly { readonly from: bigint; readonly until: bigint }[]): number {
  return Number(ranges.reduce((sum, { from, until }) => sum + (until - from), 0n));
}
