import type { Cell, Target } from '../cell.js';
import type { PingOneConditions } from '../pingone-conditions.js';
import { guests } from '../workload/guests.js';
import { drain } from './drain.js';
import { drainFigures } from './drain-figures.js';
import { JOB_DURATION_MS } from './oath-throughput.js';

const LATENCY_MS = 50;

export interface Refusals {
  readonly name: string;
  readonly title: string;
  readonly events: number;
  /** What the service allows itself. */
  readonly requestsPerSecond: number;
  readonly pingone: Pick<PingOneConditions, 'requestsPerSecond' | 'rivalPerSecond' | 'refusedShare'>;
  /** The same without refusals. */
  readonly baseline?: string;
  readonly targets?: readonly Target[];
}

/** What is left of a rate, in requests that revoke something each, while PingOne answers some of them with 429. */
export function refusals({ name, title, events, requestsPerSecond, pingone, ...rest }: Refusals): Cell {
  return {
    name,
    title,
    conditions: { events, latencyMs: LATENCY_MS, permittedRequestsPerSecond: requestsPerSecond, ...pingone },
    mostRuns: 1,
    ...rest,
    run: (bench) =>
      drain(
        bench,
        'refusals',
        {
          pingone: { latencyMs: LATENCY_MS, jobDurationMs: JOB_DURATION_MS, ...pingone },
          settings: { PINGONE_REQUESTS_PER_SECOND: String(requestsPerSecond) },
          topic: 'sessionTerminated',
          workload: (simulator) => guests(simulator, events, 'CLIENT_SECRET_BASIC'),
          events: 'burst',
        },
        async (drained) => {
          const { requests, byStatus } = await drained.simulator.traffic();
          const refused = (100 * (byStatus['429'] ?? 0)) / requests;
          return { figures: { ...(await drainFigures(drained)), '% refused': refused } };
        },
      ),
  };
}
