import type { Expected, ExpectedOutcome, Sample } from '../src/samples/sample.js';

export const TOKEN_IDS = ['t-1', 't-2', 't-3'];

/** What the outcome of these tests has to be: three OATH tokens, all revoked. */
export const COMPLETED: ExpectedOutcome = {
  kind: 'outcome',
  status: 'completed',
  requested: 3,
  revoked: 3,
  remaining: 0,
  steps: ['oath-tokens done'],
  atPingOne: { deleted: TOKEN_IDS },
};

export function aSample(expected: Expected): Sample {
  return {
    title: 'a sample',
    topic: 'user.deprovisioned',
    key: 'k-1',
    messages: [{ value: '{}', headers: {} }],
    expected,
  };
}
