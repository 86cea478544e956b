import type { Rule } from '#libs/testbed';

/** PingOne is not next door: between its doing and our hearing of it there is time for a fault. */
export const DISTANCE: readonly Rule[] = [
  {
    name: 'distance',
    operation: ['submit-oath-job'],
    effect: { kind: 'delay', ms: { distribution: 'uniform', minMs: 40, maxMs: 160 }, when: 'after' },
  },
  { name: 'work', effect: { kind: 'delay', ms: { distribution: 'uniform', minMs: 2, maxMs: 20 } } },
];
