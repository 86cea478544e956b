import { describe, expect, it } from '@jest/globals';
import type { Submit } from '#libs/testbed';
import type { Call } from '../testbed/pingone-proxy.js';
import { checkSubmits } from './submits.js';

const submitAt = (seconds: number, ...tokenIds: readonly string[]): Submit => ({
  at: new Date(seconds * 1000).toISOString(),
  environmentId: 'environment',
  clientId: 'worker',
  jobId: `job-${seconds}`,
  forceUnpair: true,
  tokenIds,
  correlationId: 'correlation',
});
const readAt = (seconds: number, tokenId: string, status: number): Call => ({
  kind: 'read-back',
  tokenId,
  startedAt: seconds * 1000,
  status,
});
const none: ReadonlySet<string> = new Set();

describe('checkSubmits', () => {
  it('finds nothing where every token is in one job', () => {
    expect(checkSubmits([submitAt(1, 'a'), submitAt(2, 'b')], [], none)).toEqual({
      submittedTwice: 0,
      afterReadBack: 0,
      ofTwoEvents: 0,
      blind: [],
    });
  });

  it('allows a second job for a token that was read back and found in place', () => {
    const findings = checkSubmits([submitAt(1, 'a'), submitAt(5, 'a')], [readAt(3, 'a', 200)], none);
    expect(findings).toMatchObject({ submittedTwice: 1, afterReadBack: 1, blind: [] });
  });

  it.each([
    { what: 'no read-back came between', calls: [] },
    { what: 'it was found to be gone', calls: [readAt(3, 'a', 404)] },
    { what: 'the only read-back came before the first', calls: [readAt(0, 'a', 200)] },
    { what: 'the read-back was of another token', calls: [readAt(3, 'b', 200)] },
  ])('calls a second job blind where $what', ({ calls }) => {
    const { blind } = checkSubmits([submitAt(1, 'a'), submitAt(5, 'a')], calls, none);
    expect(blind).toEqual(['a in jobs job-1 (1970-01-01T00:00:01.000Z), job-5 (1970-01-01T00:00:05.000Z)']);
  });

  it('wants a look before each further job', () => {
    const submits = [submitAt(1, 'a'), submitAt(5, 'a'), submitAt(9, 'a')];
    expect(checkSubmits(submits, [readAt(3, 'a', 200)], none).blind).toHaveLength(1);
  });

  it('allows a job for each event that names a token', () => {
    const findings = checkSubmits([submitAt(1, 'a'), submitAt(5, 'a')], [], new Set(['a']));
    expect(findings).toMatchObject({ submittedTwice: 1, ofTwoEvents: 1, afterReadBack: 0, blind: [] });
  });
});
