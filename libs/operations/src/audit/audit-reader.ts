import type { KafkaRecord, TopicRange } from '#libs/kafka';
import type { LedgerBound } from '#libs/lanes';
import { knownLedgers } from '../installation/group-offsets.js';
import type { KafkaAccess } from '../installation/kafka-access.js';
import { OperationsError } from '../installation/operations.errors.js';
import type { ReadStage, ShowProgress } from '../installation/progress.js';
import type { ServiceSetup } from '../installation/topics.js';
import { LedgerProjection } from '../ledger/ledger-projection.js';
import { lostData } from '../ledger/lost-data.js';
import { AuditProjection } from './audit-projection.js';
import { auditedInstallation } from './audited-installation.js';

export interface AuditReaderOptions {
  readonly show: ShowProgress;
  /** The user may not read the offsets of the group: whether the ledger has lost its end stays unknown. */
  readonly onGroupRefused: () => void;
}

/** By lane: the end that the ledger had before outcomes and dead letters were read. */
type LedgerCut = ReadonlyMap<number, bigint>;

/**
 * Reads an installation into the projection of an audit while the service goes on: in an order
 * in which everything that is compared with something was read after it. Positions
 * and entries come from one cut of the ledger; outcomes and dead letters after it;
 * then what the ledger has got meanwhile.
 */
export class AuditReader {
  readonly #next = new Map<string, bigint>();

  private constructor(
    readonly audit: AuditProjection,
    private readonly kafka: KafkaAccess,
    private readonly setup: ServiceSetup,
    private readonly options: AuditReaderOptions,
  ) {}

  /** @throws OperationsError where a topic is missing */
  static async begin(
    kafka: KafkaAccess,
    setup: ServiceSetup,
    options: AuditReaderOptions,
  ): Promise<AuditReader> {
    const { topics, ledgerRetentionMs, startFrom } = setup;
    const { ledger, completed, deadLetter } = topics;
    if (!(await kafka.has(ledger))) {
      throw new OperationsError(
        'no-ledger',
        `There is no ledger (topic ${ledger}): no service has run with these settings yet.`,
      );
    }
    const lanes = await kafka.ranges(ledger);
    const audit = new AuditProjection(
      auditedInstallation(topics, { lanes: lanes.length, retentionMs: ledgerRetentionMs, startFrom }),
      new LedgerProjection(lanes),
    );
    const reader = new AuditReader(audit, kafka, setup, options);
    reader.#startAt(lanes);
    for (const [topic, retained] of [
      [completed, audit.retainedOutcomes],
      [deadLetter, audit.retainedLetters],
    ] as const) {
      const ranges = await kafka.ranges(topic);
      ranges.forEach(({ partition, from }) => retained.has(partition, from));
      reader.#startAt(ranges);
    }
    return reader;
  }

  /** All that there is. */
  async readAll(): Promise<LedgerCut> {
    const known = await knownLedgers(this.kafka, this.setup, this.options.onGroupRefused);
    const cut = await this.#readLedger();
    await this.#judgeLoss(known);
    await this.#notePartitions();
    await this.#readOutcomesAndLetters();
    await this.#readLedger();
    const ranges = [...this.audit.partitions.values()].map(
      ({ topic, partition, earliest, latest, position }) => {
        const until = position === undefined || position < earliest ? earliest : position;
        return { topic, partition, from: earliest, until: until > latest ? latest : until };
      },
    );
    await this.#read('events', ranges, (record) => this.audit.addInput(record));
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
    await this.#read('ledger', ranges, (record) => this.audit.ledger.apply(record));
    return new Map(ranges.map(({ partition, until }) => [partition, until]));
  }

  async #readOutcomesAndLetters(): Promise<void> {
    const { completed, deadLetter } = this.setup.topics;
    await this.#read('outcomes', await this.#rest(completed), (record) => this.audit.addOutcome(record));
    await this.#read('dead-letters', await this.#rest(deadLetter), (record) =>
      this.audit.addDeadLetter(record),
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
    stage: ReadStage,
    ranges: readonly TopicRange[],
    take: (record: KafkaRecord) => void,
  ): Promise<void> {
    await this.kafka.readAll(ranges, { stage, show: this.options.show }, take);
  }

  async #notePartitions(): Promise<void> {
    for (const topic of this.audit.installation.inputs.keys()) {
      for (const { partition, from, until } of await this.kafka.ranges(topic)) {
        const key = `${topic}/${partition}`;
        const position = this.audit.ledger.positionOf(topic, partition);
        this.audit.partitions.set(key, { topic, partition, earliest: from, latest: until, position });
      }
    }
  }

  async #judgeLoss(known: ReadonlyMap<number, LedgerBound>): Promise<void> {
    const { ledger } = this.setup.topics;
    const ends = await this.kafka.ends(ledger);
    for (const { lane, how } of lostData(this.audit.ledger.lanes, known, ends)) {
      const offset = ends.find(({ partition }) => partition === lane)?.until ?? 0n;
      const place = { topic: ledger, partition: lane, offset };
      this.audit.findings.push({ code: 'ledger-lost-data', detail: `it ${how}`, ledger: place });
    }
  }
}
