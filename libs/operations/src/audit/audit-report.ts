import type { Finding } from './finding.js';

/** What became of the records that the lanes have consumed: "consumed = outcomes + dead letters + ignored + open". */
export interface Equation {
  readonly consumed: number;
  readonly outcomes: number;
  readonly deadLetters: number;
  /** Repeats of an event that was known. */
  readonly ignored: number;
  readonly open: number;
  /** Settled, but retention has removed the outcome. */
  readonly expired: number;
  /** Older than everything that could tell. */
  readonly forgotten: number;
  /** Were there before the service began at the latest record. */
  readonly beforeStart: number;
  /** What the findings are about. */
  readonly unaccounted: number;
}

export interface AuditReport {
  readonly equation: Equation;
  /** Records that have not been read yet, at most: offsets of aborted transactions count too. */
  readonly waiting: number;
  /** Outcomes that a replay has published again, with the same id: as asked for. */
  readonly republished: number;
  /** Events that came by more than one lane: each has an outcome with the same id, and subscribers drop the repeat. */
  readonly inSeveralLanes: number;
  readonly findings: readonly Finding[];
}
