import type { EventType } from '#libs/contracts';
import type { RevocationIntake } from '#libs/execution';
import { recognise, type LaneRecord, type LedgerChange, type ReplayMode } from '#libs/lanes';
import { readAsService } from '../../events/check.js';
import { Term } from '../../outcomes/term.js';
import { callsOf, CallTally, type CallEstimate, type CallNeed, type CallPolicy } from './calls.policy.js';

/** What one record of the range is, before the ledger was asked. */
interface RangeRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly lane: number;
  /** Absent where it is no event. */
  readonly identity?: { readonly id: string; readonly fingerprint: string; conflictId(): string };
  /** What carrying it out takes; absent where it is answered at once, or nobody can tell. */
  readonly need?: CallNeed;
}

export interface RangeCounts {
  /** Records that are asked for. */
  events: number;
  settled: number;
  open: number;
  /** Not known to the ledger: these are carried out. */
  unknown: number;
  /** The same event once more. */
  repeats: number;
  /** No event, by what this version understands. */
  undecodable: number;
  /** Not read in their turn yet: a replay leaves them to it. */
  waiting: number;
}

export interface RangePlan {
  readonly counts: RangeCounts;
  /** Revocations that are carried out, and outcomes that are published again. */
  readonly carriedOut: number;
  readonly republished: number;
  /** Undefined where the settings do not say how the service plans. */
  readonly calls: CallEstimate | undefined;
}

export interface RangeBookOptions {
  readonly type: EventType;
  readonly lanes: number;
  /** Only what is about this user. */
  readonly user?: string;
  /** As the service plans; undefined where the settings do not say. */
  readonly planning?: { readonly intake: RevocationIntake; readonly policy: CallPolicy };
}

/** Keeps what a replay would meet, record by record, until the ledger tells which of it is known. */
export class RangeBook {
  /** In offset order within each partition. */
  readonly wanted: LaneRecord[] = [];
  readonly others: LaneRecord[] = [];
  readonly #records: RangeRecord[] = [];
  readonly #ids = new Set<string>();
  readonly #known = new Map<string, { readonly state: 'open' | 'settled'; readonly fingerprint: string }>();
  readonly #needs = new Map<string, CallNeed>();

  constructor(private readonly options: RangeBookOptions) {}

  add(record: LaneRecord): void {
    const { type, lanes, user } = this.options;
    const reading = readAsService(record, type);
    const bare = withoutContent(record);
    const { partition, offset } = record;
    const lane = partition % lanes;
    if (reading.kind === 'unreadable') {
      if (user === undefined) {
        this.#records.push({ partition, offset, lane });
      }
      this.#note(bare, user === undefined);
      return;
    }
    const envelope = reading.kind === 'event' ? reading.event : reading.envelope;
    const subject = reading.kind === 'event' ? reading.event.data : reading.subject;
    if (user !== undefined && !isAbout(user, subject)) {
      this.#note(bare, false);
      return;
    }
    this.#note(bare, true);
    const { revocationId: id, fingerprint } = envelope;
    const conflictId = envelope.conflictId();
    this.#ids.add(`${lane}/${id}`).add(`${lane}/${conflictId}`);
    const identity = { id, fingerprint, conflictId: () => conflictId };
    const need = this.#needOf(record);
    this.#records.push({ partition, offset, lane, identity, ...(need && { need }) });
  }

  /** Fed with every change of the ledger, after all records. */
  see(change: LedgerChange): void {
    if (change.kind !== 'entry' && change.kind !== 'forgotten') {
      return;
    }
    const name = `${change.lane}/${change.id}`;
    if (this.#ids.has(name)) {
      if (change.kind === 'forgotten') {
        this.#known.delete(name);
      } else {
        this.#known.set(name, { state: change.state, fingerprint: change.fingerprint });
      }
    }
  }

  /**
   * What a replay in this mode will do.
   *
   * @param positionOf where the lane reads on in a partition; undefined where it has not begun
   */
  plan(mode: ReplayMode, positionOf: (partition: number) => bigint | undefined): RangePlan {
    const { planning } = this.options;
    const calls = planning && new CallTally(planning.policy);
    const events = this.#records.length;
    const counts = { events, settled: 0, open: 0, unknown: 0, repeats: 0, undecodable: 0, waiting: 0 };
    const met = new Set<string>();
    const fresh = new Map<string, string>();
    let [carriedOut, republished] = [0, 0];
    for (const { partition, offset, lane, identity, need } of this.#records) {
      const position = positionOf(partition);
      if (position !== undefined && offset >= position) {
        counts.waiting += 1;
        continue;
      }
      if (!identity) {
        counts.undecodable += 1;
        continue;
      }
      const fingerprintOf = (id: string): string | undefined =>
        this.#known.get(`${lane}/${id}`)?.fingerprint ?? fresh.get(`${lane}/${id}`);
      const as = recognise(identity, fingerprintOf);
      const name = `${lane}/${as.id}`;
      const state = this.#known.get(name)?.state;
      if (met.has(name)) {
        counts.repeats += 1;
        continue;
      }
      met.add(name);
      if (as.kind !== 'known') {
        fresh.set(name, as.fingerprint);
        counts.unknown += 1;
      } else {
        counts[state ?? 'open'] += 1;
      }
      if (as.kind !== 'known' || (state === 'settled' && mode === 'again')) {
        carriedOut += 1;
        if (need) {
          calls?.add(need);
        }
      } else if (state === 'settled' && mode === 'republish') {
        republished += 1;
      }
    }
    return { counts, carriedOut, republished, calls: calls?.estimate };
  }

  /** A range may be long, and most of its events are alike in this: each kind is kept once. */
  #needOf(record: LaneRecord): CallNeed | undefined {
    const { type, planning } = this.options;
    const taken = planning?.intake.take({ ...record, replay: { id: '', requestedAt: '' } }, type);
    if (!planning || taken?.kind !== 'work') {
      return undefined;
    }
    const need = callsOf(taken.open(taken.identity.id), planning.policy);
    const name = JSON.stringify(need);
    const known = this.#needs.get(name) ?? need;
    this.#needs.set(name, known);
    return known;
  }

  #note(record: LaneRecord, isWanted: boolean): void {
    // Which records are left out matters only where some are.
    if (this.options.user !== undefined) {
      (isWanted ? this.wanted : this.others).push(record);
    }
  }
}

function isAbout(
  user: string,
  {
    userId,
    username,
    externalId,
  }: { readonly userId?: string; readonly username?: string; readonly externalId?: string },
): boolean {
  return new Term(user).isIn([userId, username, externalId]);
}

/** Offset and key are all that is needed later, and a range may be long. */
function withoutContent({ topic, partition, offset, timestamp, key }: LaneRecord): LaneRecord {
  return { topic, partition, offset, timestamp, key, value: null, headers: {} };
}
