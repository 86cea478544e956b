/** What is read, for a person who waits. */
export type ReadStage = 'ledger' | 'events' | 'outcomes' | 'dead-letters' | 'commands' | 'range';

export interface Progress extends Disposable {
  add(records: number): void;
}

/** Begins to show a progress; `total` counts offsets, of which some hold no record. */
export type ShowProgress = (stage: ReadStage, total: number) => Progress;

export function sizeOf(ranges: readonly { readonly from: bigint; readonly until: bigint }[]): number {
  return Number(ranges.reduce((sum, { from, until }) => sum + (until - from), 0n));
}
