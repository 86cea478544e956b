import { type DeadLetter, readDeadLetter, type RevocationCompleted } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { decodeLedgerRecord, type LedgerChange, type OperatorCommand, parseCommand } from '#libs/lanes';
import type { KafkaAccess } from '../installation/kafka-access.js';
import type { ReadStage, ShowProgress } from '../installation/progress.js';
import { positionOf, type RecordPosition } from '../installation/record-position.js';
import type { Topics } from '../installation/topics.js';
import { type KnownEntry, readEntry } from '../ledger/known-entry.js';
import { ENTRY_FORMAT, type LaneProjection, LedgerProjection } from '../ledger/ledger-projection.js';
import type { FollowedLedger } from '../ledger/ledger-reader.js';
import { namesIn } from '../records/names.js';
import { readOutcome } from '../records/read-outcome.js';
import { NameIndex } from './name-index.js';

/** What has come to a topic of the service. */
export type ServiceEvent =
  | { readonly kind: 'ledger'; readonly change: LedgerChange }
  | { readonly kind: 'outcome'; readonly outcome: RevocationCompleted; readonly at: RecordPosition }
  | { readonly kind: 'dead-letter'; readonly letter: DeadLetter; readonly at: RecordPosition }
  | { readonly kind: 'command'; readonly command: OperatorCommand; readonly lane: number };

export type ServiceListener = (event: ServiceEvent) => void;

/** How the topics are read. */
export type ServiceTopics = Pick<KafkaAccess, 'ranges' | 'readAll' | 'recordAt' | 'follow'>;

interface SentCommand {
  readonly command: OperatorCommand;
  readonly offset: bigint;
}

/**
 * What the topics of a running service come to, kept in memory and up to date, for a
 * process that stays: the projection that every command asks, counts of outcomes and dead
 * letters, commands under way, and where each name is mentioned. What is remembered of a
 * settled revocation takes some 200 bytes; its outcome is read when it is asked for.
 */
export class ServiceView implements FollowedLedger {
  /** Outcomes that were published, by status; one that was published again counts again. */
  readonly outcomes = new Map<string, number>();
  /** Failures of outcomes and of their steps, by code. */
  readonly failures = new Map<string, number>();
  /** Dead letters, by code. */
  readonly deadLetters = new Map<string, number>();
  readonly #commands = new Map<number, SentCommand[]>();
  /** By lane, and then by revocation id. */
  readonly #openNames: readonly Map<string, readonly string[]>[];
  readonly #settledNames: readonly NameIndex[];
  readonly #listeners = new Set<ServiceListener>();
  readonly #next = new Map<string, bigint>();

  private constructor(
    private readonly kafka: ServiceTopics,
    private readonly topics: Topics,
    readonly projection: LedgerProjection,
  ) {
    this.#openNames = projection.lanes.map(() => new Map());
    this.#settledNames = projection.lanes.map(({ settled }) => {
      return new NameIndex(() => {
        const [oldest] = settled.settledBefore(Infinity, 1);
        return (oldest === undefined ? undefined : settled.get(oldest)?.ledgerOffset) ?? 0n;
      });
    });
    projection.subscribe((change) => this.#see(change));
  }

  /** Reads all that is there. @throws OperationsError where a topic is missing */
  static async open(kafka: ServiceTopics, topics: Topics, show: ShowProgress): Promise<ServiceView> {
    const view = new ServiceView(kafka, topics, new LedgerProjection(await kafka.ranges(topics.ledger)));
    const read = async (topic: string, stage: ReadStage): Promise<void> => {
      const ranges = await kafka.ranges(topic);
      ranges.forEach(({ partition, until }) => view.#next.set(`${topic}/${partition}`, until));
      await kafka.readAll(ranges, { stage, show }, (record) => view.apply(record));
    };
    await read(topics.ledger, 'ledger');
    await read(topics.completed, 'outcomes');
    await read(topics.deadLetter, 'dead-letters');
    await read(topics.commands, 'commands');
    return view;
  }

  /** Takes in what is written from now on, until the signal ends it. @throws KafkaError */
  async follow(signal: AbortSignal): Promise<void> {
    const { ledger, completed, deadLetter, commands } = this.topics;
    for await (const record of this.kafka.follow(
      [ledger, completed, deadLetter, commands],
      this.#next,
      signal,
    )) {
      this.#next.set(`${record.topic}/${record.partition}`, record.offset + 1n);
      this.apply(record);
    }
  }

  /** Calls the listener for all that comes from now on, after the view has taken it. @returns what ends it */
  subscribe(listener: ServiceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until it is so, asked after each event; false if the signal comes first. Needs `follow`. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
    if (isSo() || signal.aborted) {
      return isSo();
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = this.subscribe(() => isSo() && resolve(true));
    const onAbort = (): void => resolve(false);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await promise;
    } finally {
      end();
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Commands that their lane has not read yet. */
  commandsUnderWay(): readonly { readonly lane: number; readonly command: OperatorCommand }[] {
    return [...this.#commands].flatMap(([lane, sent]) => {
      const next = this.projection.positionOf(this.topics.commands, lane) ?? 0n;
      return sent.filter(({ offset }) => offset >= next).map(({ command }) => ({ lane, command }));
    });
  }

  /**
   * Revocations that the ledger knows by this id or name: of a user, a session, an event, a
   * revocation, a token, a job, a correlation. Compared whole, without regard to case. What
   * only an event names, and what the ledger has forgotten, `search` finds.
   */
  async find(text: string): Promise<readonly KnownEntry[]> {
    const name = text.trim().toLowerCase();
    const found = await Promise.all(this.projection.lanes.map((lane) => this.#findIn(lane, name)));
    return found.flat();
  }

  apply(record: KafkaRecord): void {
    const { ledger, completed, deadLetter, commands } = this.topics;
    switch (record.topic) {
      case ledger:
        this.projection.apply(record);
        break;
      case completed:
        this.#applyOutcome(record);
        break;
      case deadLetter: {
        const letter = readDeadLetter(record.headers);
        if (letter) {
          increase(this.deadLetters, letter.code);
          this.#tell({ kind: 'dead-letter', letter, at: positionOf(record) });
        }
        break;
      }
      case commands:
        this.#applyCommand(record);
        break;
    }
  }

  #applyOutcome(record: KafkaRecord): void {
    const outcome = readOutcome(record);
    if (outcome) {
      increase(this.outcomes, outcome.status);
      const failures = [outcome.failure, ...outcome.steps.map(({ failure }) => failure)];
      const codes = new Set(failures.flatMap((failure) => failure?.code ?? []));
      codes.forEach((code) => increase(this.failures, code));
      this.#tell({ kind: 'outcome', outcome, at: positionOf(record) });
    }
  }

  #applyCommand({ partition: lane, offset, value }: KafkaRecord): void {
    const command = parseCommand(value);
    if (command) {
      const next = this.projection.positionOf(this.topics.commands, lane) ?? 0n;
      const unread = (this.#commands.get(lane) ?? []).filter((sent) => sent.offset >= next);
      this.#commands.set(lane, [...unread, { command, offset }]);
      this.#tell({ kind: 'command', command, lane });
    }
  }

  #see(change: LedgerChange): void {
    if (change.kind === 'entry' || change.kind === 'forgotten') {
      const openNames = this.#openNames[change.lane];
      openNames?.delete(change.id);
      if (change.kind === 'entry' && change.state === 'open') {
        openNames?.set(change.id, namesIn(change.entry));
      } else if (change.kind === 'entry') {
        const index = this.#settledNames[change.lane];
        namesIn(change.summary).forEach((each) => index?.add(each, change.offset));
      }
    }
    this.#tell({ kind: 'ledger', change });
  }

  async #findIn(lane: LaneProjection, name: string): Promise<readonly KnownEntry[]> {
    const names = this.#openNames[lane.lane];
    const open = [...lane.open.values()].filter(
      ({ revocationId }) => revocationId === name || names?.get(revocationId)?.includes(name),
    );
    const offsets = this.#settledNames[lane.lane]?.offsetsOf(name) ?? [];
    const mentioned = await Promise.all(offsets.map((offset) => this.#settledAt(lane, offset)));
    const settled = mentioned.filter((entry) => entry !== undefined);
    return [...open, ...settled.filter(({ outcome }) => namesIn(outcome).includes(name))];
  }

  /** Undefined where it is not settled by this record any more. */
  async #settledAt(
    lane: LaneProjection,
    offset: bigint,
  ): Promise<Extract<KnownEntry, { state: 'settled' }> | undefined> {
    const record = await this.kafka.recordAt({ topic: this.topics.ledger, partition: lane.lane, offset });
    const change = record && decodeLedgerRecord(record, ENTRY_FORMAT);
    const entry = change?.kind === 'entry' ? readEntry(change) : undefined;
    return entry?.state === 'settled' && lane.settled.get(entry.revocationId)?.ledgerOffset === offset
      ? entry
      : undefined;
  }

  #tell(event: ServiceEvent): void {
    this.#listeners.forEach((listener) => listener(event));
  }
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
