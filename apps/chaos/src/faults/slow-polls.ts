import { REQUEST_TIMEOUT_MS } from '../testbed/service-settings.js';
import { pingoneFault } from './pingone-rules.js';

/** Polls take longer than we wait for them, jobs take long, and new ones cannot be found at first. */
export const slowPolls = pingoneFault('slow-polls', ({ dice }) => ({
  rules: [
    {
      operation: ['read-oath-job'],
      probability: 0.4,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'delay', ms: REQUEST_TIMEOUT_MS * 1.5 },
    },
    {
      operation: ['submit-oath-job'],
      probability: 0.5,
      seed: dice.int(1, 1_000_000),
      effect: {
        kind: 'job',
        fate: 'slow',
        durationMs: { distribution: 'uniform', minMs: 500, maxMs: 6_000 },
      },
    },
    {
      operation: ['submit-oath-job'],
      probability: 0.3,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'job', fate: 'hidden', polls: dice.int(1, 3) },
    },
  ],
  lastsMs: dice.int(5_000, 12_000),
}));
