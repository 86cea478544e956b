import type { EventType } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { recognise, type ReplayMode } from '#libs/lanes';
import type { LedgerProjection } from '../ledger/ledger-projection.js';
import { identifiedBy, readAsService } from '../records/read-event.js';
import { SearchTerm } from '../records/search-term.js';
import type { Subject } from '../records/who.js';

/** What one record of the range is, before the ledger was asked. */
interface RangeRecord<Cost> {
  readonly partition: number;
  readonly offset: bigint;
  /** Absent where it is no event. */
  readonly identity?: { readonly id: string; readonly fingerprint: string; conflictId(): string };
  readonly cost?: Cost;
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

export interface PlannedReplay<Cost> {
  readonly counts: RangeCounts;
  /** Revocations that are carried out, and outcomes that are published again. */
  readonly carriedOut: number;
  readonly republished: number;
  /** Of what is carried out. */
  readonly costs: readonly Cost[];
}

export interface ReplayPlanOptions<Cost> {
  readonly topic: string;
  readonly type: EventType;
  /** Only what is about this user. */
  readonly user?: string;
  /** What carrying a record out takes; undefined where it is answered at once, or cannot be known. */
  readonly costOf?: (record: KafkaRecord) => Cost | undefined;
}

/** What a replay of a range will meet and do: the records first, then the ledger tells which of it is known. */
export class ReplayPlan<Cost> {
  /** In offset order within each partition. */
  readonly wanted: KafkaRecord[] = [];
  readonly others: KafkaRecord[] = [];
  readonly #records: RangeRecord<Cost>[] = [];

  constructor(private readonly options: ReplayPlanOptions<Cost>) {}

  add(record: KafkaRecord): void {
    const { type, user, costOf } = this.options;
    const { partition, offset } = record;
    const event = identifiedBy(readAsService(record, type));
    const isWanted = user === undefined || (event !== undefined && isAbout(user, event.subject));
    // Which records are left out matters only where some are.
    if (user !== undefined) {
      (isWanted ? this.wanted : this.others).push(withoutContent(record));
    }
    if (!isWanted) {
      return;
    }
    if (!event) {
      this.#records.push({ partition, offset });
      return;
    }
    const { revocationId: id, fingerprint } = event.envelope;
    const conflictId = event.envelope.conflictId();
    const identity = { id, fingerprint, conflictId: () => conflictId };
    const cost = costOf?.(record);
    this.#records.push({ partition, offset, identity, ...(cost && { cost }) });
  }

  /** What a replay in this mode does, by what the ledger knows now. */
  against(ledger: LedgerProjection, mode: ReplayMode): PlannedReplay<Cost> {
    const events = this.#records.length;
    const counts = { events, settled: 0, open: 0, unknown: 0, repeats: 0, undecodable: 0, waiting: 0 };
    const costs: Cost[] = [];
    const met = new Set<string>();
    const fresh = new Map<string, string>();
    let [carriedOut, republished] = [0, 0];
    for (const { partition, offset, identity, cost } of this.#records) {
      const position = ledger.positionOf(this.options.topic, partition);
      if (position !== undefined && offset >= position) {
        counts.waiting += 1;
        continue;
      }
      if (!identity) {
        counts.undecodable += 1;
        continue;
      }
      const lane = ledger.laneOf(partition);
      const nameOf = (id: string): string => `${lane?.lane}/${id}`;
      const as = recognise(identity, (id) => lane?.find(id)?.fingerprint ?? fresh.get(nameOf(id)));
      const name = nameOf(as.id);
      if (met.has(name)) {
        counts.repeats += 1;
        continue;
      }
      met.add(name);
      const state = lane?.find(as.id)?.state;
      if (as.kind !== 'known') {
        fresh.set(name, as.fingerprint);
        counts.unknown += 1;
      } else {
        counts[state ?? 'open'] += 1;
      }
      if (as.kind !== 'known' || (state === 'settled' && mode === 'again')) {
        carriedOut += 1;
        costs.push(...(cost ? [cost] : []));
      } else if (state === 'settled' && mode === 'republish') {
        republished += 1;
      }
    }
    return { counts, carriedOut, republished, costs };
  }
}

function isAbout(user: string, { userId, username, externalId }: Subject): boolean {
  return new SearchTerm(user).isIn([userId, username, externalId]);
}

/** Offset and key are all that is needed later, and a range may be long. */
function withoutContent({ topic, partition, offset, timestamp, key }: KafkaRecord): KafkaRecord {
  return { topic, partition, offset, timestamp, key, value: null, headers: {} };
}
