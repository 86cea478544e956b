import type { HandlerResult, RecordHandler } from '../ports/handler-result.port.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { EntryTooLargeError } from '../ports/lane-work.port.js';
import type { Admission, Arrival } from './admission.js';
import type { LaneSource, PartitionPosition, Ticket } from '../positions/partition-position.js';
import { validResult } from './valid-result.js';

export interface RecordIntakeOptions<Entry> {
  readonly handleRecord: RecordHandler<Entry>;
  readonly fallback: (record: LaneRecord, error: unknown) => HandlerResult<Entry>;
  readonly admission: Pick<Admission<Entry>, 'admit' | 'admitEarly'>;
  /** Sees to it that the record is accounted for. */
  readonly command: (record: LaneRecord, position: PartitionPosition, ticket: Ticket) => void;
  /** Whether the lane runs and has room for more of a topic. */
  readonly hasRoom: (topic: string) => boolean;
}

/**
 * Takes records in, in offset order. Nothing gets past it: what a handler
 * throws at, answers wrongly, or makes too large goes to the fallback (P1).
 */
export class RecordIntake<Entry> {
  constructor(private readonly options: RecordIntakeOptions<Entry>) {}

  /**
   * `next`: the offset after the chunk. Ends early where the lane is full or
   * lost, and where the partition is read anew; what was not taken in is read again.
   *
   * @throws where even the fallback has no answer: the lane cannot go on
   */
  async take({ role, position }: LaneSource, records: readonly LaneRecord[], next: bigint): Promise<void> {
    const { life } = position;
    for (const record of records) {
      if (position.life !== life) {
        return;
      }
      if (position.wasTaken(record)) {
        position.track(record);
        continue;
      }
      if (role === 'input' && !this.options.hasRoom(record.topic)) {
        return;
      }
      const ticket = position.track(record);
      if (role === 'commands') {
        this.options.command(record, position, ticket);
      } else {
        await this.#take({ record, position, ticket });
      }
    }
    if (position.life === life) {
      position.reach(next);
    }
  }

  /**
   * A record ahead of its turn, because it may be urgent. Only work is taken: all
   * else, and what a handler throws at, waits for its turn.
   */
  async takeEarly(record: LaneRecord, position: PartitionPosition): Promise<void> {
    if (position.wasTaken(record)) {
      return;
    }
    try {
      const answer = this.options.handleRecord(record);
      const intake = validResult<Entry>(answer instanceof Promise ? await answer : answer);
      if (intake.kind === 'work') {
        this.options.admission.admitEarly(intake, record, position);
      }
    } catch {
      // It is taken in once more in its turn, with a fallback.
    }
  }

  async #take(arrival: Arrival): Promise<void> {
    let failure: unknown;
    try {
      const answer = this.options.handleRecord(arrival.record);
      const intake = answer instanceof Promise ? await answer : answer;
      if (this.options.admission.admit(validResult(intake), arrival) === 'admitted') {
        return;
      }
      failure = new EntryTooLargeError('What this record was answered with is larger than Kafka takes');
    } catch (error) {
      failure = error;
    }
    const last = validResult<Entry>(this.options.fallback(arrival.record, failure));
    if (this.options.admission.admit(last, arrival) === 'too-large') {
      throw new EntryTooLargeError('What the fallback answered a record with is larger than Kafka takes');
    }
  }
}
