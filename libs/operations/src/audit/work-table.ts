import type { Origin } from '../ledger/open-revocation.js';

/** The last word of the ledger on a revocation. */
export type LedgerView =
  | (Remembered & { readonly state: 'open'; readonly openedAt: number })
  | (Remembered & { readonly state: 'settled'; readonly digest: string })
  | { readonly state: 'forgotten' | 'unreadable'; readonly at: LedgerAt };

interface Remembered {
  readonly at: LedgerAt;
  readonly fingerprint: string;
  readonly origin: Origin;
  /** Of the outcome that it has or will have. */
  readonly revision: number;
  /** Id of the replay that had it carried out, if one had. */
  readonly replay: string | undefined;
}

export interface LedgerAt {
  readonly offset: bigint;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

export interface OutcomeView {
  readonly partition: number;
  readonly offset: bigint;
  readonly revision: number;
  readonly digest: string;
  readonly origin: Origin;
  /** Epoch milliseconds. */
  readonly completedAt: number;
  /** Id of the replay that had it published, if one had. */
  readonly replay: string | undefined;
}

/** All that the topics say of one revocation in one lane. */
export interface Work {
  readonly lane: number;
  readonly id: string;
  ledger: LedgerView | undefined;
  outcomes: readonly OutcomeView[];
  /** Its event was found where it was read. */
  isMet: boolean;
  /** The partition of the outcome, where the key of the event told it. */
  outcomePartition: number | undefined;
  /** The same event, taken in by another lane. */
  next: Work | undefined;
}

const NONE: readonly OutcomeView[] = [];

/** Revocations by lane and id. An audit of a large installation has millions: nothing in it is larger than it must be. */
export class WorkTable {
  readonly #byId = new Map<string, Work>();

  find(lane: number, id: string): Work | undefined {
    let work = this.#byId.get(id);
    while (work && work.lane !== lane) {
      work = work.next;
    }
    return work;
  }

  get(lane: number, id: string): Work {
    const known = this.find(lane, id);
    if (known) {
      return known;
    }
    const work: Work = {
      lane,
      id,
      ledger: undefined,
      outcomes: NONE,
      isMet: false,
      outcomePartition: undefined,
      next: this.#byId.get(id),
    };
    this.#byId.set(id, work);
    return work;
  }

  *values(): Generator<Work, void, undefined> {
    for (const first of this.#byId.values()) {
      for (let work: Work | undefined = first; work; work = work.next) {
        yield work;
      }
    }
  }
}
