import { secondsOf } from '../measure/span.js';
import type { Sample } from '../cell.js';
import type { Drained } from './drain.js';

/** What every cell that drains events says of itself. */
export async function drainFigures({
  outcomes,
  span,
  simulator,
  service,
  broker,
  pingone,
}: Drained): Promise<Sample> {
  const thousands = outcomes.length / 1000;
  const traffic = await simulator.traffic();
  return {
    'outcomes/s': outcomes.length / secondsOf(span),
    'service CPU s/1,000': service.cpuSeconds(span) / thousands,
    'service cores': service.cpuSeconds(span) / secondsOf(span),
    'peak RSS MB': service.peakRssMegabytes(span),
    'broker CPU s/1,000': broker.cpuSeconds(span) / thousands,
    'simulator CPU s/1,000': pingone.cpuSeconds(span) / thousands,
    'requests/outcome': traffic.requests / outcomes.length,
    'answers of 429': traffic.byStatus['429'] ?? 0,
  };
}

/** Submits and polls, and the tokens of a job. */
export async function jobFigures({ outcomes, simulator }: Drained): Promise<Sample> {
  const { byOperation } = await simulator.traffic();
  const jobs = (await simulator.summary()).submits;
  const submits = byOperation['submit-oath-job']?.requests ?? 0;
  const polls = byOperation['read-oath-job']?.requests ?? 0;
  return { 'requests/job': (submits + polls) / jobs, 'ids/job': outcomes.length / jobs };
}
