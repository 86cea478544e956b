import type { Fault } from './fault.js';
import { pingoneFault } from './pingone-rules.js';

/** Policy submits what is left once more, and no more often. */
const EXCUSES = ['job-lost', 'tokens-remaining'] as const;

/** Jobs that PingOne took and later does not know, or that end short of what was asked, after some of the work was done. */
const strike = pingoneFault('lost-jobs', ({ dice }) => ({
  rules: [
    {
      operation: ['submit-oath-job'],
      probability: 0.15,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'job', fate: 'lost', afterRevoking: dice.int(0, 2) },
    },
    {
      operation: ['submit-oath-job'],
      probability: 0.15,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'job', fate: 'short-count', skip: dice.int(1, 2) },
    },
  ],
  lastsMs: dice.int(4_000, 8_000),
}));

export const lostJobs: Fault = { ...strike, excuses: EXCUSES };
