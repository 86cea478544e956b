import { Metrics } from '#libs/testbed';

/** What the service counts of the records that it has read (promise P1). */
export interface ServiceCounts {
  /** Records read, whatever became of them. */
  readonly consumed: number;
  /** Recognised as a repeat. */
  readonly ignored: number;
  /** Without an outcome yet. */
  readonly open: number;
}

/** @param page of its metrics */
export function countsIn(page: string): ServiceCounts {
  const metrics = new Metrics(page);
  return {
    consumed: metrics.sum('revocation_records_total'),
    ignored: metrics.sum('revocation_records_total', { disposition: 'ignored' }),
    open: metrics.sum('revocation_open'),
  };
}
