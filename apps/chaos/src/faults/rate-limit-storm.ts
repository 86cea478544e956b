import { pingoneFault } from './pingone-rules.js';

/** Most calls get 429, with a `Retry-After` that is not always kept. */
export const rateLimitStorm = pingoneFault('rate-limit-storm', ({ dice }) => ({
  rules: [
    {
      operation: ['any'],
      probability: 0.8,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'respond', status: 429, retryAfterSeconds: dice.int(0, 2) },
    },
  ],
  lastsMs: dice.int(4_000, 12_000),
}));
