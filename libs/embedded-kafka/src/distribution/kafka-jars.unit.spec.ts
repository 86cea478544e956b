import { describe, expect, it } from '@jest/globals';
import { whyNoJars } from './kafka-jars.js';

describe('whyNoJars', () => {
  it('names Maven where it is not installed', () => {
    expect(whyNoJars({ kind: 'not-found' })).toBe(
      'Maven, which fetches Apache Kafka’s jars, is not installed',
    );
  });

  it('gives Maven’s first error, and no more of its output', () => {
    const output =
      '[INFO] Scanning\n[ERROR] Could not transfer artifact: Unknown host\n[ERROR] To see the full stack trace';
    expect(whyNoJars({ kind: 'failed', output })).toBe(
      'Maven could not fetch Apache Kafka’s jars (Could not transfer artifact: Unknown host)',
    );
  });

  it('says so where Maven gave no reason', () => {
    expect(whyNoJars({ kind: 'failed', output: '' })).toMatch(/it gave no reason/);
  });
});
