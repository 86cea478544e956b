import type { Cell, Target } from '../cell.js';
import { leavers } from '../workload/leavers.js';
import { drain, type DrainPlan } from './drain.js';
import { drainFigures, jobFigures } from './drain-figures.js';

export const JOB_DURATION_MS = 300;

/** No limit of PingOne's: what is measured is what the service, the broker and the latency allow. */
export const REQUESTS_PER_SECOND = 10_000;

export interface OathThroughput {
  readonly latencyMs: number;
  readonly idsPerJob: number;
  readonly events: number;
  readonly requestsInFlight: number;
  /** What the service is started with beside all that the others are; its name goes into the cell's. */
  readonly variant?: { readonly name: string; readonly settings: Readonly<Record<string, string>> };
  readonly targets?: readonly Target[];
}

/** How many events a second one process answers by OATH jobs, events published beforehand. */
export function oathThroughput(options: OathThroughput): Cell {
  const { latencyMs, idsPerJob, variant, targets = [] } = options;
  return {
    name: [`oath-${latencyMs}ms-${idsPerJob}ids`, ...(variant ? [variant.name] : [])].join('-'),
    title: `OATH jobs of up to ${idsPerJob} ids, PingOne answers in ${latencyMs} ms`,
    conditions: oathConditions(options),
    baseline: `baseline-oath-${latencyMs}ms`,
    targets,
    run: (bench) =>
      drain(bench, 'oath', oathPlan(options), async (drained) => ({
        figures: { ...(await drainFigures(drained)), ...(await jobFigures(drained)) },
      })),
  };
}

export function oathConditions(options: OathThroughput): Cell['conditions'] {
  const { latencyMs, idsPerJob, events, requestsInFlight, variant } = options;
  const requestsPerSecond = REQUESTS_PER_SECOND;
  return {
    events,
    latencyMs,
    idsPerJob,
    jobDurationMs: JOB_DURATION_MS,
    requestsInFlight,
    requestsPerSecond,
    ...variant?.settings,
  };
}

export function oathPlan(options: OathThroughput): DrainPlan {
  const { latencyMs, idsPerJob, events, requestsInFlight, variant } = options;
  return {
    pingone: { latencyMs, jobDurationMs: JOB_DURATION_MS },
    settings: {
      PINGONE_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND),
      PINGONE_REQUESTS_IN_FLIGHT: String(requestsInFlight),
      PINGONE_MAX_TOKENS_PER_JOB: String(idsPerJob),
      ...variant?.settings,
    },
    topic: 'userDeprovisioned',
    workload: (simulator) => leavers(simulator, events),
    events: 'waiting',
  };
}
