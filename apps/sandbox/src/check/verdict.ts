import type { ServiceCounts } from '../stream/service-metrics.js';
import type { Checked } from './check-sample.js';

/** What came of all samples together. */
export interface Verdict {
  readonly results: readonly Checked[];
  /** What is wrong beside the samples themselves. */
  readonly problems: readonly string[];
  readonly records: number;
  readonly outcomes: number;
  readonly deadLetters: number;
  readonly counts: ServiceCounts;
}

export function isRight({ results, problems }: Verdict): boolean {
  return problems.length === 0 && results.every((result) => result.problems.length === 0);
}
