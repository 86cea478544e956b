import type { Cell, Target } from '../cell.js';
import { guests, type AuthMethod } from '../workload/guests.js';
import { drain, type DrainPlan } from './drain.js';
import { drainFigures } from './drain-figures.js';
import { JOB_DURATION_MS, REQUESTS_PER_SECOND } from './oath-throughput.js';

export interface TokenThroughput {
  readonly method: AuthMethod;
  readonly latencyMs: number;
  readonly events: number;
  readonly requestsInFlight: number;
  readonly targets?: readonly Target[];
}

/** How many tokens a second one process revokes: a request each, nothing can be coalesced. */
export function tokenThroughput(options: TokenThroughput): Cell {
  const { method, latencyMs, targets = [] } = options;
  return {
    name: `revoke-${latencyMs}ms-${method.toLowerCase().replaceAll('_', '-')}`,
    title: `/as/revoke with ${method}, PingOne answers in ${latencyMs} ms`,
    conditions: tokenConditions(options),
    baseline: `baseline-revoke-${latencyMs}ms`,
    targets,
    run: (bench) =>
      drain(bench, 'revoke', tokenPlan(options), async (drained) => ({
        figures: await drainFigures(drained),
      })),
  };
}

export function tokenConditions(options: TokenThroughput): Cell['conditions'] {
  const { method, latencyMs, events, requestsInFlight } = options;
  return { events, latencyMs, method, requestsInFlight, requestsPerSecond: REQUESTS_PER_SECOND };
}

export function tokenPlan({ method, latencyMs, events, requestsInFlight }: TokenThroughput): DrainPlan {
  return {
    pingone: { latencyMs, jobDurationMs: JOB_DURATION_MS },
    settings: {
      PINGONE_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND),
      PINGONE_REQUESTS_IN_FLIGHT: String(requestsInFlight),
    },
    topic: 'sessionTerminated',
    workload: (simulator) => guests(simulator, events, method),
    events: 'waiting',
  };
}
