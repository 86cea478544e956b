/** What the service counts of the records that it has read (promise P1). */
export interface ServiceCounts {
  /** Records read, whatever became of them. */
  readonly consumed: number;
  /** Recognised as a repeat. */
  readonly ignored: number;
  /** Without an outcome yet. */
  readonly open: number;
}

/** @throws where the service does not answer */
export async function readCounts(metricsUrl: string, signal: AbortSignal): Promise<ServiceCounts> {
  const response = await fetch(metricsUrl, { signal });
  return countsIn(await response.text());
}

/** @param text in Prometheus's exposition format */
export function countsIn(text: string): ServiceCounts {
  return {
    consumed: sumOf(text, 'revocation_records_total'),
    ignored: sumOf(text, 'revocation_records_total', 'disposition="ignored"'),
    open: sumOf(text, 'revocation_open'),
  };
}

function sumOf(text: string, metric: string, label = ''): number {
  return text
    .split('\n')
    .map((line) => /^(?<name>\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)/.exec(line)?.groups)
    .filter((sample) => sample?.['name'] === metric && (sample['labels'] ?? '').includes(label))
    .reduce((sum, sample) => sum + Number(sample?.['value']), 0);
}
