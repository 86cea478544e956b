export interface Silence {
  /** Milliseconds between two outcomes, of one instance or of two. */
  readonly longestMs: number;
  /** When it began, epoch milliseconds. */
  readonly since: number;
}

/** The longest time without any outcome, from the first to the last one. */
export function longestSilence(outcomesAt: readonly number[]): Silence {
  const times = outcomesAt.toSorted((a, b) => a - b);
  return times.reduce<Silence>(
    (longest, at, n) => {
      const since = times[n - 1] ?? at;
      return at - since > longest.longestMs ? { longestMs: at - since, since } : longest;
    },
    { longestMs: 0, since: times[0] ?? 0 },
  );
}
