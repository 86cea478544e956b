export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function summarise(values: readonly number[]): Summary {
  return { min: Math.min(...values), median: quantile(values, 0.5), max: Math.max(...values) };
}

/** By linear interpolation between the two nearest ranks. NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) * q;
  const below = sorted[Math.floor(rank)] ?? NaN;
  const above = sorted[Math.ceil(rank)] ?? NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}
