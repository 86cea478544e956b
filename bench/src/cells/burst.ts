import { secondsOf } from '../measure/span.js';
import type { WriterMessage } from '#libs/kafka';
import type { Cell, Target } from '../cell.js';
import type { SimulatorProcess } from '#libs/testbed';
import { drain } from './drain.js';
import { drainFigures, jobFigures } from './drain-figures.js';
import { JOB_DURATION_MS } from './oath-throughput.js';

/** What PingOne lets one source address have of a small licence. */
const REQUESTS_PER_SECOND = 35;
const LATENCY_MS = 50;

export interface Burst {
  readonly name: string;
  readonly title: string;
  readonly events: number;
  readonly workload: (simulator: SimulatorProcess, events: number) => Promise<readonly WriterMessage[]>;
  readonly oathTokenIndex?: 'kept';
  readonly targets?: readonly Target[];
}

/** A burst that meets a service with nothing to do, under PingOne's limit of requests. */
export function burst({ name, title, events, workload, oathTokenIndex, targets = [] }: Burst): Cell {
  return {
    name,
    title,
    conditions: {
      events,
      latencyMs: LATENCY_MS,
      jobDurationMs: JOB_DURATION_MS,
      idsPerJob: 100,
      requestsPerSecond: REQUESTS_PER_SECOND,
    },
    targets,
    run: (bench) =>
      drain(
        bench,
        'burst',
        {
          pingone: {
            latencyMs: LATENCY_MS,
            jobDurationMs: JOB_DURATION_MS,
            requestsPerSecond: REQUESTS_PER_SECOND,
          },
          settings: {
            PINGONE_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND),
            OATH_TOKEN_INDEX: String(oathTokenIndex === 'kept'),
          },
          topic: 'userDeprovisioned',
          workload: (simulator) => workload(simulator, events),
          events: 'burst',
        },
        async (drained) => ({
          figures: {
            'drained within s': secondsOf(drained.span),
            ...(await drainFigures(drained)),
            ...(await jobFigures(drained)),
          },
        }),
      ),
  };
}
