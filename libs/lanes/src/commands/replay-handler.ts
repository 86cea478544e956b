import type { Metrics } from '#libs/observability';
import type { Admission } from '../intake/admission.js';
import type { LaneKafka } from '../context/lane-kafka.port.js';
import type { LaneMemory } from '../ledger/lane-memory.js';
import { recognise } from '../intake/recognise.policy.js';
import { validResult } from '../intake/valid-result.js';
import type { JournalWrite } from '../journal/journal.port.js';
import { decodeEntry } from '../format/ledger-decode.js';
import type { HandlerResult, RecordHandler } from '../ports/handler-result.port.js';
import type { LaneRecord, Publication, ReplayMark } from '../ports/lane-record.js';
import type { Replay } from './replay.js';

export interface ReplayHandlerOptions<Entry> {
  readonly lane: number;
  readonly ledger: string;
  readonly format: number;
  readonly kafka: Pick<LaneKafka, 'readCommitted'>;
  readonly memory: LaneMemory;
  readonly journal: { append(write: JournalWrite): void };
  readonly admission: Pick<Admission<Entry>, 'admit'>;
  readonly handleRecord: RecordHandler<Entry>;
  /** What was published of settled work, once more; absent where the application cannot. */
  readonly republish?: (record: LaneRecord, summary: object) => readonly Publication[];
  readonly metrics: Pick<Metrics, 'records'>;
  readonly signal: AbortSignal;
}

/**
 * Takes a record in that an operator wants again. Old events "neither repeat an
 * outcome nor starve live traffic, unless an operator asks for it" (P8).
 */
export class ReplayHandler<Entry> {
  constructor(private readonly options: ReplayHandlerOptions<Entry>) {}

  async take(replay: Replay, record: LaneRecord): Promise<void> {
    const { id, at: requestedAt, mode, everything } = replay.command;
    const mark: ReplayMark = { id, requestedAt, ...(everything && { everything }) };
    const ticket = replay.position.track(record);
    const arrival = { record: { ...record, replay: mark }, position: replay.position, ticket };
    replay.counts.read += 1;
    const intake = await this.#ask(arrival.record);
    const leave = (as: 'skipped' | 'unreadable'): void => {
      replay.counts[as] += 1;
      replay.position.account(ticket);
    };
    if (!intake || intake.kind === 'dead-letter') {
      // It was set aside when it came first: a second dead letter would only be a loop.
      return leave('unreadable');
    }
    const { memory } = this.options;
    // Other content under a known id is work of its own: the id's outcome is not its outcome.
    const as = recognise(intake.identity, (id) => memory.fingerprintOf(id));
    if (as.kind !== 'known') {
      return this.#admit(replay, intake, arrival, as.id);
    }
    const settled = memory.settled.get(as.id);
    if (mode === 'missing' || !settled || replay.isRepeat(as.id)) {
      return leave('skipped');
    }
    const previous = await this.#summaryAt(settled.ledgerOffset);
    if (!previous) {
      return leave('skipped');
    }
    if (mode === 'republish') {
      const publications = this.options.republish?.(arrival.record, previous) ?? [];
      this.options.journal.append({ publications, included: () => replay.position.account(ticket) });
      replay.noteRepublished(as.id);
      return undefined;
    }
    const again = { ...arrival, record: { ...record, replay: { ...mark, previous } } };
    const anew = await this.#ask(again.record);
    if (!anew || anew.kind === 'dead-letter') {
      return leave('unreadable');
    }
    memory.settled.delete(as.id);
    return this.#admit(replay, anew, again, as.id);
  }

  /** What a handler throws at had its fallback when it came first. */
  async #ask(record: LaneRecord): Promise<HandlerResult<Entry> | undefined> {
    try {
      return validResult<Entry>(await this.options.handleRecord(record));
    } catch {
      return undefined;
    }
  }

  #admit(
    replay: Replay,
    intake: HandlerResult<Entry>,
    arrival: Parameters<Admission<Entry>['admit']>[1],
    id: string,
  ): void {
    if (this.options.admission.admit(intake, arrival) === 'too-large') {
      replay.counts.unreadable += 1;
      replay.position.account(arrival.ticket);
      return;
    }
    replay.noteOpened(id);
  }

  /** The ledger keeps what was settled until its retention; undefined if it has gone in this moment. */
  async #summaryAt(offset: bigint): Promise<object | undefined> {
    const { kafka, ledger: topic, lane: partition, format, signal } = this.options;
    // The one batch that it is in: a fetch of usual size would read a thousand records of the ledger for each of these.
    const range = { topic, partition, from: offset, until: offset + 1n, maxBytes: 1, signal };
    for await (const records of kafka.readCommitted(range)) {
      const value = records.find((record) => record.offset === offset)?.value;
      const entry = value ? decodeEntry(value, format) : undefined;
      return entry?.state === 'settled' ? entry.summary : undefined;
    }
    return undefined;
  }
}
