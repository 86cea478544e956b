import { isSamePosition, type RecordPosition } from '../installation/record-position.js';
import type { Origin } from '../ledger/open-revocation.js';
import type { AuditProjection } from './audit-projection.js';
import type { AuditReport, Equation } from './audit-report.js';
import { type Finding, findingOf } from './finding.js';
import type { InputRecord } from './input-record.js';
import { judgePartitions } from './judge-partitions.js';
import { isRemembered } from './record-view.js';
import type { LedgerView, OutcomeView, Work } from './work-table.js';

export interface JudgeOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * By lane: what the ledger held before outcomes and dead letters were read. What came
   * after it may have its outcome where it was not read any more.
   */
  readonly ledgerCut: ReadonlyMap<number, bigint>;
}

type Counts = { -readonly [Term in keyof Equation]: number };

/** What the topics say, judged: which of it adds up, and what does not. */
export function judge(audit: AuditProjection, options: JudgeOptions): AuditReport {
  return new Judgement(audit, options).report();
}

class Judgement {
  readonly #findings: Finding[];
  readonly #counts: Counts;
  #republished = 0;
  #inSeveralLanes = 0;

  constructor(
    private readonly audit: AuditProjection,
    private readonly options: JudgeOptions,
  ) {
    this.#findings = [...audit.findings, ...audit.ledgerFindings];
    // Asked first: what is explained by now counts as what it was explained by.
    const unexplained = audit.unexplained();
    const { records: consumed, ignored, deadLetters, forgotten } = audit.counts;
    this.#counts = {
      consumed,
      ignored,
      deadLetters,
      forgotten,
      outcomes: 0,
      open: 0,
      expired: 0,
      beforeStart: 0,
      unaccounted: 0,
    };
    unexplained.forEach((record) => this.#judgeUnexplained(record));
  }

  report(): AuditReport {
    for (const work of this.audit.works.values()) {
      this.#judgeWork(work);
    }
    for (const letters of this.audit.deadLetters.values()) {
      this.#judgeDeadLetters(letters);
    }
    const { waiting, findings } = judgePartitions(this.audit);
    this.#findings.push(...findings);
    return {
      equation: this.#counts,
      waiting,
      republished: this.#republished,
      inSeveralLanes: this.#inSeveralLanes,
      findings: this.#findings,
    };
  }

  #judgeUnexplained(record: InputRecord): void {
    const { topic, partition, offset, timestamp, event } = record;
    const origin = { topic, partition, offset };
    const { startFrom, retentionMs } = this.audit.installation;
    const first = this.audit.met.get(`${topic}/${partition}`)?.firstTakenIn;
    if (startFrom === 'latest' && (first === undefined || offset < first)) {
      this.#counts.beforeStart += 1;
      return;
    }
    const isOld = this.options.now - timestamp > retentionMs;
    if (
      event
        ? isOld && this.audit.retainedOutcomes.mayHaveDropped(timestamp)
        : this.audit.retainedLetters.mayHaveDropped(timestamp)
    ) {
      this.#counts.forgotten += 1;
      return;
    }
    this.#counts.unaccounted += 1;
    if (!event) {
      this.#findings.push({ code: 'dead-letter-missing', origin });
      return;
    }
    const { eventId, revocationId } = event;
    this.#findings.push({ code: 'event-unaccounted', origin, eventId, revocationId });
  }

  #judgeWork(work: Work): void {
    const origin = isRemembered(work.ledger) ? work.ledger.origin : work.outcomes[0]?.origin;
    if (!origin) {
      return;
    }
    if (!work.isMet && !this.#findsEvent(work, origin)) {
      return;
    }
    this.#inSeveralLanes += work.next ? 1 : 0;
    this.#judgeRepeats(work, origin);
    const { ledger } = work;
    switch (ledger?.state) {
      case 'open':
        this.#counts.open += 1;
        this.#judgeOpen(work, ledger);
        break;
      case 'settled':
        this.#judgeSettled(work, ledger);
        break;
      case 'forgotten':
      case 'unreadable':
        this.#counts.outcomes += 1;
        break;
      case undefined:
        this.#counts.outcomes += 1;
        this.#judgeLost(work, origin);
        break;
    }
  }

  /** Outcomes of an earlier revision are as they should be: it is carried out again. */
  #judgeOpen(work: Work, { origin, revision, openedAt }: Extract<LedgerView, { state: 'open' }>): void {
    const early = work.outcomes.filter(
      (outcome) => outcome.revision >= revision && outcome.completedAt >= openedAt,
    );
    if (early.length > 0) {
      this.#find('outcome-of-open', work, origin, early);
    }
  }

  #judgeSettled(work: Work, ledger: Extract<LedgerView, { state: 'settled' }>): void {
    const { origin, at, revision, digest } = ledger;
    const outcomes = work.outcomes.filter(
      (outcome) => outcome.revision === revision && isSamePosition(outcome.origin, origin),
    );
    const altered = outcomes.filter((outcome) => outcome.digest !== digest);
    if (altered.length > 0) {
      this.#find('outcome-altered', work, origin, altered);
    }
    const cut = this.options.ledgerCut.get(work.lane);
    if (outcomes.length > 0 || (cut !== undefined && at.offset >= cut)) {
      this.#counts.outcomes += 1;
    } else if (this.audit.retainedOutcomes.mayHaveDropped(at.timestamp, work.outcomePartition)) {
      this.#counts.expired += 1;
    } else {
      this.#counts.unaccounted += 1;
      this.#find('outcome-missing', work, origin);
    }
  }

  #judgeRepeats(work: Work, origin: Origin): void {
    const { retentionMs } = this.audit.installation;
    for (const ofRevision of Map.groupBy(work.outcomes, ({ revision }) => revision).values()) {
      const byReplay = Map.groupBy(ofRevision, ({ replay }) => replay);
      this.#republished += byReplay.size - 1;
      for (const same of byReplay.values()) {
        const times = same.map(({ completedAt }) => completedAt);
        // After the retention a repeat is not recognised any more, and said to be answered again.
        if (same.length > 1 && Math.max(...times) - Math.min(...times) < retentionMs) {
          this.#find('outcome-repeated', work, origin, same);
        }
      }
    }
  }

  #judgeLost(work: Work, origin: Origin): void {
    const { retentionMs } = this.audit.installation;
    if (work.outcomes.some(({ completedAt }) => this.options.now - completedAt < retentionMs)) {
      this.#find('entry-lost', work, origin, work.outcomes);
    }
  }

  /** True where the event is out of sight for a reason; it counts as consumed then. */
  #findsEvent(work: Work, origin: Origin): boolean {
    if (this.audit.stateOf(origin) === 'absent') {
      const code = work.outcomes.length > 0 ? 'outcome-without-event' : 'entry-without-event';
      this.#find(code, work, origin, work.outcomes);
      return false;
    }
    this.#counts.consumed += 1;
    return true;
  }

  #judgeDeadLetters({
    origin,
    timestamp,
    places,
    isMet,
  }: {
    readonly origin: RecordPosition;
    readonly timestamp: number;
    readonly places: readonly RecordPosition[];
    readonly isMet: boolean;
  }): void {
    if (places.length > 1) {
      this.#findings.push({ code: 'dead-letter-repeated', origin, deadLetters: places });
    }
    if (isMet) {
      return;
    }
    if (this.audit.stateOf({ ...origin, timestamp }) === 'absent') {
      this.#findings.push({ code: 'dead-letter-without-record', origin, deadLetters: places });
    } else {
      this.#counts.consumed += 1;
      this.#counts.deadLetters += 1;
    }
  }

  #find(code: Finding['code'], work: Work, origin: Origin, outcomes: readonly OutcomeView[] = []): void {
    this.#findings.push(findingOf(code, work, { origin, outcomes, topics: this.audit.installation }));
  }
}
