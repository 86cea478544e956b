import { describe, expect, it } from '@jest/globals';
import type { Verdict } from './answer.policy.js';
import { RefusedRequests, type RequestIdentity } from './refused-requests.js';

const SERVED: Verdict = { kind: 'served' };
const REFUSED: Verdict = { kind: 'wait', because: 'unavailable', suspect: 'request' };
const DOWN: Verdict = { kind: 'wait', because: 'unavailable' };

const request = (name: string, parts: readonly string[] = []): RequestIdentity => ({
  whole: () => name,
  parts,
});

describe('a request that something in between refuses', () => {
  it('is its own failure after five refusals, each after another was served', () => {
    const refusals = new RefusedRequests();
    const verdicts = Array.from({ length: 5 }, (_, at) => {
      const verdict = refusals.weigh(REFUSED, 'scope', request('bad'));
      refusals.weigh(SERVED, 'scope', request(`good ${at}`));
      return verdict.kind;
    });
    expect(verdicts).toEqual(['wait', 'wait', 'wait', 'wait', 'rejected']);
  });

  it('waits for ever while no other is served, or only others of another scope', () => {
    const refusals = new RefusedRequests();
    for (let attempt = 0; attempt < 100; attempt++) {
      expect(refusals.weigh(REFUSED, 'scope', request('bad'))).toBe(REFUSED);
      expect(refusals.weigh(REFUSED, 'scope', request('another'))).toBe(REFUSED);
      refusals.weigh(SERVED, 'other scope', request('good'));
    }
  });

  it('is not blamed where what was refused is served later: it was chance', () => {
    const refusals = new RefusedRequests();
    for (let attempt = 0; attempt < 100; attempt++) {
      expect(refusals.weigh(REFUSED, 'scope', request('bad'))).toBe(REFUSED);
      expect(refusals.weigh(REFUSED, 'scope', request(`other ${attempt}`))).toBe(REFUSED);
      refusals.weigh(SERVED, 'scope', request(`other ${attempt}`));
    }
  });

  it('is not blamed for an outage, however often it meets one', () => {
    const refusals = new RefusedRequests();
    for (let attempt = 0; attempt < 100; attempt++) {
      expect(refusals.weigh(DOWN, 'scope', request('unlucky'))).toBe(DOWN);
      refusals.weigh(SERVED, 'scope', request('good'));
    }
  });

  it('is known again by its parts, in whatever company, and these are cleared by being served', () => {
    const refusals = new RefusedRequests();
    const verdicts = Array.from({ length: 5 }, (_, at) => {
      const verdict = refusals.weigh(REFUSED, 'scope', request(`job ${at}`, ['bad', `good ${at}`, 'good']));
      refusals.weigh(SERVED, 'scope', request(`alone ${at}`, ['good']));
      return verdict.kind;
    });
    expect(verdicts.at(-1)).toBe('rejected');
    expect(refusals.weigh(REFUSED, 'scope', request('job 6', ['good']))).toBe(REFUSED);
    expect(refusals.weigh(REFUSED, 'scope', request('job 7', ['bad'])).kind).toBe('rejected');
  });
});
