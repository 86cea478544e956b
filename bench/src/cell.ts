import type { BenchTestbed } from './bench-testbed.js';

/** One run's figures; each name carries its unit. */
export type Sample = Readonly<Record<string, number>>;

export interface Measured {
  readonly figures: Sample;
  /** What else is worth keeping in the results, as JSON. */
  readonly details?: object;
}

export interface Target {
  readonly metric: string;
  readonly rule: 'at least' | 'at most';
  readonly value: number;
}

/** One thing that is measured, under conditions that are told with its figures. */
export interface Cell {
  readonly name: string;
  readonly title: string;
  readonly conditions: Readonly<Record<string, string | number>>;
  readonly targets?: readonly Target[];
  /** Measured in the same run, and compared by `outcomes/s`. */
  readonly baseline?: string;
  /** Where fewer runs than asked for have to do, because one takes minutes. */
  readonly mostRuns?: number;
  /** Bounded in time. @throws what went wrong, or what was not right about the outcomes */
  run(bench: BenchTestbed): Promise<Measured>;
}
