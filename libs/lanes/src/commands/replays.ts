import { describeError } from '#libs/async';
import type { Log, Metrics } from '#libs/observability';
import type { ReplayCommand } from '../format/operator-command.js';
import type { JournalPositions, JournalWrite, LedgerWrite } from '../journal/journal.port.js';
import type { LaneKafka } from '../context/lane-kafka.port.js';
import type { RestoredReplay } from '../format/ledger-format.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { replayKey } from '../format/ledger-keys.js';
import { Replay } from './replay.js';

/** Records that are read in one go: few, so that live records never wait long. */
const CHUNK = 100n;
/** About so much is in a chunk: what is fetched beyond its end is thrown away. */
const CHUNK_BYTES = 128 * 1024;
/** Replayed work that may be at work at a time: enough to fill jobs, and what waits for spare budget costs live work turns of the processor. */
const MAX_OPEN = 100;

export interface ReplaysOptions {
  readonly kafka: Pick<LaneKafka, 'listOffset' | 'readCommitted' | 'topicId' | 'topicIdAt'>;
  /** What to do with one record of a replay; resolves when it is queued in the journal. */
  readonly handleReplayed: (replay: Replay, record: LaneRecord) => Promise<void>;
  /** Whether the lane runs, is not paused and has room for more of a topic. */
  readonly hasRoom: (topic: string) => boolean;
  /** Open, and not waiting for a person: what is held must not hold a replay up. */
  readonly isAtWork: (id: string) => boolean;
  readonly journal: { append(write: JournalWrite): void; touch(): void };
  readonly clock: () => number;
  readonly metrics: Pick<Metrics, 'commands'>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** The replays of a lane, one after the other, on what room live work leaves. */
export class Replays implements JournalPositions {
  readonly #replays = new Map<string, Replay>();
  #turn: Promise<void> | undefined;

  constructor(
    restored: Iterable<RestoredReplay>,
    private readonly options: ReplaysOptions,
  ) {
    for (const stored of restored) {
      this.#replays.set(stored.command.id, Replay.restore(stored));
    }
  }

  get dirty(): boolean {
    return [...this.#replays.values()].some(({ isDirty }) => isDirty);
  }

  advance(): readonly LedgerWrite[] {
    return [...this.#replays.values()].flatMap((replay) => replay.write(this.options.clock()) ?? []);
  }

  begin(command: ReplayCommand): 'begun' | 'known' {
    if (this.#replays.has(command.id)) {
      return 'known';
    }
    this.#replays.set(command.id, Replay.begin(command, this.options.kafka.topicId(command.topic)));
    this.options.journal.touch();
    return 'begun';
  }

  change(id: string, to: 'running' | 'paused' | 'cancelled'): 'changed' | 'unknown' {
    const replay = this.#replays.get(id);
    if (!replay || replay.status === 'done' || replay.status === 'cancelled' || replay.status === to) {
      return 'unknown';
    }
    replay.change(to);
    this.options.journal.touch();
    return 'changed';
  }

  /** Forgets what ended before `time` (epoch ms): a command that comes again after that would be carried out again. */
  forget(time: number): void {
    for (const [id, replay] of this.#replays) {
      if (replay.hasEndedBefore(time)) {
        const committed = (): void => void this.#replays.delete(id);
        this.options.journal.append({ ledger: { key: replayKey(id), value: null }, committed });
      }
    }
  }

  /** Goes on where there is something to go on with. Called again and again; never rejects. */
  go(): void {
    this.#turn ??= this.#goOn().finally(() => {
      this.#turn = undefined;
    });
  }

  async #goOn(): Promise<void> {
    try {
      for (let replay = this.#next(); replay; replay = this.#next()) {
        await this.#readOn(replay);
      }
    } catch (error) {
      if (!this.options.signal.aborted) {
        this.options.log.warn({ cause: describeError(error) }, 'A replay is held up, and goes on by itself');
      }
    }
  }

  #next(): Replay | undefined {
    if (this.options.signal.aborted) {
      return undefined;
    }
    return [...this.#replays.values()].find(
      (replay) =>
        replay.status === 'running' && this.options.hasRoom(replay.command.topic) && this.#hasMore(replay),
    );
  }

  #hasMore(replay: Replay): boolean {
    for (const id of replay.opened) {
      if (!this.options.isAtWork(id)) {
        replay.opened.delete(id);
      }
    }
    return replay.position.next < replay.command.until && replay.opened.size < MAX_OPEN;
  }

  async #readOn(replay: Replay): Promise<void> {
    const { kafka, signal, handleReplayed, journal } = this.options;
    const { topic, partition, until: end, keys } = replay.command;
    await this.#leaveExpired(replay);
    const from = replay.position.next;
    const until = from + CHUNK < end ? from + CHUNK : end;
    for await (const records of kafka.readCommitted({
      topic,
      partition,
      from,
      until,
      maxBytes: CHUNK_BYTES,
      signal,
    })) {
      for (const record of records.filter(({ offset }) => offset < until)) {
        if (replay.status !== 'running') {
          return;
        }
        if (keys === undefined || keys.includes(record.key?.toString('utf8') ?? '')) {
          await handleReplayed(replay, record);
        }
      }
    }
    replay.position.reach(until);
    journal.touch();
  }

  /** What is gone, by retention or with the topic that it was in: counted, said, and left behind. */
  async #leaveExpired(replay: Replay): Promise<void> {
    const { topic, partition, until } = replay.command;
    const isGone = await this.#isOfAnotherTopic(replay);
    const earliest = isGone ? until : await this.options.kafka.listOffset(topic, partition, 'earliest');
    const { next } = replay.position;
    if (earliest <= next) {
      return;
    }
    const to = earliest < until ? earliest : until;
    replay.counts.expired += Number(to - next);
    replay.position.reach(to);
    const code = 'source-record-expired';
    const fields = { code, replay: replay.id, topic, partition, from: String(next), until: String(to) };
    this.options.log.warn(
      fields,
      isGone
        ? 'The topic was created anew: what a replay asks for is gone with the one before'
        : 'Retention has eaten records that a replay asks for',
    );
    this.options.metrics.commands.inc({ kind: 'replay', result: code });
  }

  /** Its offsets would be other events. Metadata may be old, so the leader is asked where it differs. */
  async #isOfAnotherTopic({ topicId, command: { topic, partition } }: Replay): Promise<boolean> {
    const { kafka } = this.options;
    const told = kafka.topicId(topic);
    if (topicId === undefined || told === undefined || told === topicId) {
      return false;
    }
    const now = await kafka.topicIdAt(topic, partition);
    return now !== undefined && now !== topicId;
  }
}
