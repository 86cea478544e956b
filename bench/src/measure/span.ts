/** A stretch of time, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const secondsOf = ({ from, to }: Span): number => (to - from) / 1000;
