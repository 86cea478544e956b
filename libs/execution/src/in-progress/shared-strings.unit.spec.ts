import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Revocation } from '#libs/revocation';
import { SharedStrings } from './shared-strings.js';

test('sharing strings changes nothing that can be read, however deep it lies', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), (steps) => {
      const state = { id: 'one', steps, jobId: 'job', evidence: [{ kind: 'x', at: 'y' }] };
      const text = JSON.stringify(state);
      const shared = new SharedStrings();
      expect(JSON.stringify(shared.in(JSON.parse(text) as Revocation))).toBe(text);
      expect(JSON.stringify(shared.in(JSON.parse(text) as Revocation))).toBe(text);
    }),
  );
});

test('of what is in no pool, nothing is kept: ids of events, users and tokens are each their own', () => {
  const frozen = Object.freeze({ eventId: 'e', userId: 'u', tokenIds: Object.freeze(['t']) });
  const state = { id: 'i', event: frozen, steps: [], evidence: [] } as unknown as Revocation;
  expect(() => new SharedStrings().in(state)).not.toThrow();
});
