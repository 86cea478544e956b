import type { FailureCode } from '#libs/contracts';
import type { LaneMove } from '../testbed/pauses.js';
import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';

export type FaultName =
  | 'kill'
  | 'terminate'
  | 'join-and-leave'
  | 'zombie'
  | 'zombie-at-the-gate'
  | 'compaction'
  | 'broker-kill'
  | 'broker-unreachable'
  | 'instance-cut-off'
  | 'leader-moves'
  | 'rolling-restart'
  | 'pingone-down'
  | 'credentials-refused'
  | 'application-refused'
  | 'rate-limit-storm'
  | 'lost-answers'
  | 'slow-polls'
  | 'lost-jobs'
  | 'clock-steps'
  | 'gateway-refuses'
  | 'foreign-transaction'
  | 'signs-in-again'
  | 'coded-answers'
  | 'topic-anew'
  | 'topic-truncated'
  | 'ledger-tail-lost';

/** What proves that a fault hit what it was meant to hit. */
export interface Evidence {
  /** A run whose faults did not all land proves nothing, and fails. */
  readonly landed: boolean;
  /** For people. */
  readonly facts: Readonly<Record<string, number | string>>;
  /** Lanes that went from one instance to another because of it. */
  readonly moves?: readonly LaneMove[];
  /** Promises that were seen to be broken while it lasted; most are found at the end, from the topics. */
  readonly broken?: readonly string[];
}

/** A fault that has been injected. */
export interface Strike {
  /** How long it is to last before it is healed. */
  readonly lastsMs: number;
  heal(): Promise<void>;
  /** Asked once, after the healing; may wait for what the fault must have caused. */
  evidence(): Promise<Evidence>;
}

export interface StrikeContext {
  readonly testbed: ChaosTestbed;
  readonly dice: Dice;
  /** Ends all waiting: the run was given up. */
  readonly signal: AbortSignal;
}

/**
 * To implementers: `inject` waits for a moment at which the fault bites (a
 * submit in flight, a transaction under way) and throws where there was none
 * within its patience; it must leave nothing behind then. `heal` is called even
 * where the run is given up. What `evidence` says must come from a witness other
 * than the service's own opinion wherever there is one.
 */
export interface Fault {
  readonly name: FaultName;
  /** Faults of one track follow each other, those of different tracks overlap. */
  readonly track: 'processes' | 'kafka' | 'pingone';
  /** Failures that outcomes may honestly tell of because of it. All other faults fail nothing (P4). */
  readonly excuses?: readonly FailureCode[];
  inject(context: StrikeContext): Promise<Strike>;
}
