import { pingoneFault } from './pingone-rules.js';

/** PingOne does what it was asked, and the connection breaks before its answer has arrived. */
export const lostAnswers = pingoneFault('lost-answers', ({ dice }) => ({
  rules: [
    {
      operation: ['submit-oath-job'],
      probability: 0.3,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'drop', when: 'after' },
    },
    {
      operation: ['submit-oath-job'],
      probability: 0.1,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'drop', when: 'during' },
    },
    {
      operation: ['revoke-token'],
      probability: 0.3,
      seed: dice.int(1, 1_000_000),
      effect: { kind: 'drop', when: 'after' },
    },
  ],
  lastsMs: dice.int(4_000, 10_000),
}));
