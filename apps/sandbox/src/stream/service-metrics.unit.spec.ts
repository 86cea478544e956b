import { describe, expect, it } from '@jest/globals';
import { countsIn } from './service-metrics.js';

describe('the counts of the service', () => {
  it('add up whatever labels there are', () => {
    const text = [
      '# HELP revocation_records_total Records read',
      '# TYPE revocation_records_total counter',
      'revocation_records_total{topic="a",disposition="accepted"} 5',
      'revocation_records_total{topic="a",disposition="ignored"} 2',
      'revocation_records_total{topic="b",disposition="ignored"} 1',
      'revocation_records_total_created 9',
      'revocation_open 3',
      'revocation_oldest_open_seconds 0.5',
    ].join('\n');
    expect(countsIn(text)).toEqual({ consumed: 8, ignored: 3, open: 3 });
  });

  it('are zero where nothing was counted yet', () => {
    expect(countsIn('')).toEqual({ consumed: 0, ignored: 0, open: 0 });
  });
});
