import { LaneCommands } from '../commands/lane-commands.js';
import { Journal } from '../journal/journal.js';
import { jointPositions } from '../journal/joint-positions.js';
import { transactionTarget } from '../journal/transaction-target.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { LaneLostError } from '../ports/lane-work.port.js';
import { Replays } from '../commands/replays.js';
import { ReplayHandler } from '../commands/replay-handler.js';
import { Admission } from '../intake/admission.js';
import { markingAfterLoss, openAfterLoss } from '../restore/after-loss.js';
import { PartitionExpansion } from '../positions/partition-expansion.js';
import { RecordIntake } from '../intake/record-intake.js';
import type { LaneContext } from '../context/lane-context.js';
import { LaneMemory } from '../ledger/lane-memory.js';
import { LaneBackpressure, problemOfHeld } from '../intake/backpressure-limit.js';
import type { LaneProgress, LedgerBound } from '../ledger/ledger-loss.policy.js';
import { LaneNote } from './lane-metadata.js';
import { LanePositions } from '../positions/lane-positions.js';
import type { LaneSource } from '../positions/partition-position.js';
import type { RestoredLane } from '../restore/open-lane.js';
import { OwnedLaneHandle } from './lane-handle.js';
import { Retention } from './retention.js';
import { ReadAhead } from '../intake/read-ahead.js';
import { TopicWatch } from '../positions/topic-watch.js';

/** A lane from the end of its restore to its loss. */
export class LaneSession<Entry> {
  readonly positions = new LanePositions();
  readonly memory: LaneMemory;
  readonly journal: Journal;
  /** Looks for what is urgent behind that which there is no room for. */
  readonly ahead: ReadAhead;
  readonly #stopping = new AbortController();
  readonly #handle: OwnedLaneHandle<Entry>;
  readonly #intake: RecordIntake<Entry>;
  readonly #note = new LaneNote();
  readonly #room: LaneBackpressure;
  readonly #retention: Retention;
  readonly #expansion: PartitionExpansion<Entry>;
  readonly topics: TopicWatch;
  readonly #commands: LaneCommands;
  readonly #replays: Replays;
  #lost = false;

  constructor(
    private readonly context: LaneContext<Entry>,
    private readonly lane: number,
    private readonly opened: RestoredLane<Entry>,
    onRoom: () => void,
  ) {
    const { kafka, ledger, work, limit, format, clock, metrics, log } = context;
    for (const { topic, partition, role, stored } of opened.positions) {
      this.positions.add(topic, partition, role, stored);
    }
    this.memory = new LaneMemory(opened.state.settled, opened.state.open);
    const target = transactionTarget({
      transaction: opened.transaction,
      ledger,
      lane,
      ledgerEnd: opened.ledger.end,
      partitionOf: (publication) => kafka.partitionOf(publication, lane),
    });
    this.journal = new Journal({
      target: context.aroundCommits?.(target) ?? target,
      positions: jointPositions(() => [this.positions, this.#replays, this.#note]),
      clock,
      ledgerEnd: opened.ledger.end,
      onCommit: (records) => {
        context.ledgers.reached(lane, this.ledger);
        metrics.journalCommits.inc();
        metrics.journalRecords.inc(records);
        onRoom(); // What waited for this may have been what filled the lane.
      },
    });
    const { memory, journal } = this;
    this.#expansion = new PartitionExpansion({
      ...{ context, lane, journal, meta: opened.meta, positions: this.positions },
      ...{ stored: opened.state.positions, known: opened.state.meta, signal: this.#stopping.signal },
    });
    this.#retention = new Retention({ memory, journal, retentionMs: context.retentionMs, clock });
    const isHeld = (entry: Entry): boolean => work.isHeld?.(entry) ?? false;
    for (const [id, { entry }] of opened.state.open) {
      memory.mark(id, isHeld(entry) ? 'held' : 'at-work');
    }
    this.#room = new LaneBackpressure({
      ...{ limits: context, memory, journal },
      mayTake: () => !this.#stopping.signal.aborted && !this.paused,
    });
    this.#handle = new OwnedLaneHandle<Entry>({
      lane,
      lanes: context.lanes,
      signal: this.#stopping.signal,
      memory,
      journal,
      limit,
      format,
      isMember: () => !this.paused && context.isMember(),
      isLost: () => this.#lost,
      isHeld,
      includeNote: (note) => this.#note.include(note),
      onSettled: onRoom,
    });
    const accept = (id: string, entry: Entry) => {
      this.#tell('accept', () => work.accept(this.#handle, id, entry));
    };
    const rules = { limit, format, clock, metrics };
    const admission = new Admission<Entry>({ memory, journal, isHeld, accept, ...rules });
    const { signal } = this.#stopping;
    this.topics = new TopicWatch({
      ...{ kafka, signal, log, steady: context.steady },
      onChecked: () => {
        this.journal.touch();
        onRoom();
      },
    });
    const { republish } = context;
    const { handleRecord, fallback } = markingAfterLoss(opened.state.loss, context);
    const again = new ReplayHandler<Entry>({
      ...{ lane, ledger, format, kafka, memory, journal, admission, handleRecord, metrics, signal },
      ...(republish && { republish }),
    });
    this.#replays = new Replays(opened.state.replays.values(), {
      kafka,
      handleReplayed: (replay, record) => again.take(replay, record),
      hasRoom: (topic) => this.hasRoom(topic),
      isAtWork: (id) => memory.isAtWork(id),
      ...{ journal, clock, metrics, signal, log },
    });
    this.#commands = new LaneCommands({
      ...{ lane, journal, metrics, log },
      control: opened.state.control,
      replays: this.#replays,
      tellWork: (command) => this.#tell('command', () => work.command?.(this.#handle, command)) ?? 'ignored',
      onControl: ({ paused }) => {
        this.#tell('pause', () => (paused ? work.pause?.(this.#handle) : work.resume?.(this.#handle)));
        onRoom();
      },
    });
    this.#intake = new RecordIntake<Entry>({
      handleRecord,
      fallback,
      admission,
      command: (record, position, ticket) => this.#commands.take(record, position, ticket),
      hasRoom: (topic) => this.hasRoom(topic),
    });
    this.ahead = new ReadAhead({
      isUrgent: context.isUrgent,
      sources: () => this.positions.sources,
      room: this.#room,
      takeEarly: (record, position) => this.#intake.takeEarly(record, position),
    });
  }

  get progress(): LaneProgress {
    return { ledger: this.ledger, positions: this.positions.stored };
  }

  /** What is known of the lane's ledger: it grows only. */
  get ledger(): LedgerBound {
    return { ...this.opened.ledger, end: this.journal.ledgerEnd };
  }

  /** By an operator: nothing is begun, and nothing but commands is read. */
  get paused(): boolean {
    return this.#commands.control.paused;
  }

  /** Reads on in what operators want again, where there is room. */
  goOnReplaying(): void {
    this.#replays.go();
  }

  /** Whether more of a topic may be taken in: the lane is ours, does not stop, and is not full. */
  hasRoom(topic: string): boolean {
    return this.#room.has(topic);
  }

  /** One sentence where operators have to decide before anything more is read. */
  get problem(): string | undefined {
    return problemOfHeld(this.lane, this.memory.byTopic, this.context.maxHeld) ?? this.#expansion.problem;
  }

  /** Hands the open work over, and commits until the lane is lost or closed. Rejects with what ended the journal. */
  run(): Promise<void> {
    const open = openAfterLoss(this.opened.state, this.context.work);
    this.opened.state.open.clear();
    const { note } = this.opened.state;
    this.#tell('begin', () => this.context.work.begin(this.#handle, open, note));
    if (this.paused) {
      this.#tell('pause', () => this.context.work.pause?.(this.#handle));
    }
    return this.journal.run();
  }

  /** Partitions to read from now. Operators' decisions come in even where no more work does. */
  *readable(): Iterable<LaneSource> {
    if (this.#stopping.signal.aborted) {
      return;
    }
    for (const source of this.positions.sources) {
      const hasRoom = source.role === 'commands' || this.hasRoom(source.topic);
      if (hasRoom && this.topics.admits(source)) {
        yield source;
      }
    }
  }

  /** A fetched chunk. Rejects where the lane cannot go on. */
  async take(source: LaneSource, records: readonly LaneRecord[], next: bigint): Promise<void> {
    await this.#intake.take(source, records, next);
    this.journal.touch();
  }

  /** Forgets some of what retention has ended for, where there is time for it. */
  forgetExpired(): void {
    this.#retention.sweep();
    this.#replays.forget(this.context.clock() - this.context.retentionMs);
  }

  /** Begins to read partitions that were added to the inputs. Rejects where Kafka does not answer. */
  expandPartitions(): Promise<void> {
    return this.#expansion.adopt();
  }

  /** No new calls and records from now on; what is still saved is made durable. */
  stopWork(reason: Error): void {
    this.#stopping.abort(reason);
  }

  /** Resolves when nothing is running any more that would still be saved. */
  async drained(): Promise<void> {
    await this.context.work.drain?.(this.#handle);
  }

  /** Everything ends here, at once. */
  lose(reason: string): void {
    if (this.#lost) {
      return;
    }
    this.#lost = true;
    this.#stopping.abort(new LaneLostError(reason));
    this.journal.lose();
    this.#tell('end', () => this.context.work.end(this.#handle));
  }

  #tell<T>(what: string, call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      // The port forbids it. What is in the ledger stays there: the next owner begins with it.
      const cause = error instanceof Error ? error.name : typeof error;
      this.context.log.error({ lane: this.lane, call: what, cause }, 'The application threw at its lane');
      return undefined;
    }
  }
}
