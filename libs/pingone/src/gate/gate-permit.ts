import type { CallReport } from './call-report.js';
import type { Permit } from './request-gate.port.js';
import type { Scope } from './scope.js';

/** What a permit tells its gate. */
export interface PermitOffice {
  /** The request has left. */
  started(permit: GatePermit): void;
  /** Once for each permit. `startedAt` is undefined when nothing was sent. */
  ended(permit: GatePermit, report: CallReport, startedAt: number | undefined): void;
  now(): number;
}

/** One request: handed out, then either given back or used by one call. */
export class GatePermit implements Permit {
  #state: 'out' | 'claimed' | 'ended' = 'out';
  #startedAt: number | undefined;

  constructor(
    readonly scope: Scope,
    /** Of the scope's health when this was handed out. */
    readonly epoch: number,
    private readonly office: PermitOffice,
  ) {}

  release(): void {
    if (this.#state === 'out') {
      this.end({ kind: 'unused' });
    }
  }

  /** A call takes it; from here on only that call ends it. */
  claim(): void {
    if (this.#state !== 'out') {
      throw new Error(`A permit of ${this.scope.name} was used twice: one permit is one request.`);
    }
    this.#state = 'claimed';
  }

  /**
   * The request has left, and the budget counts from here; until then it counts
   * as one that may leave at any time. Does nothing the second time.
   */
  start(): void {
    if (this.#startedAt === undefined) {
      this.#startedAt = this.office.now();
      this.office.started(this);
    }
  }

  /** Does nothing the second time. */
  end(report: CallReport): void {
    if (this.#state !== 'ended') {
      this.#state = 'ended';
      this.office.ended(this, report, this.#startedAt);
    }
  }
}
