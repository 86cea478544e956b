import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const page = new Metrics(
  [
    '# HELP revocation_records_total Records read.',
    '# TYPE revocation_records_total counter',
    'revocation_records_total{service="x",lane="0",disposition="work"} 40',
    'revocation_records_total{service="x",lane="1",disposition="work"} 2',
    'revocation_records_total{service="x",lane="0",disposition="ignored"} 3',
    'revocation_records_totally_other{disposition="ignored"} 9',
    'revocation_open 1.5e1',
    'quoted{path="a \\"b\\", c"} 7',
    '',
  ].join('\n'),
);

describe('the metrics of a page', () => {
  it('are added up over all label sets of a name', () => {
    expect(page.sum('revocation_records_total')).toBe(45);
    expect(page.sum('revocation_open')).toBe(15);
  });

  it('are added up over those that have the labels asked for', () => {
    expect(page.sum('revocation_records_total', { disposition: 'work' })).toBe(42);
    expect(page.sum('revocation_records_total', { disposition: 'work', lane: '1' })).toBe(2);
    expect(page.sum('quoted', { path: 'a \\"b\\", c' })).toBe(7);
  });

  it('are 0 where the page says nothing of them', () => {
    expect(page.sum('revocation_held')).toBe(0);
    expect(page.sum('revocation_open', { lane: '0' })).toBe(0);
  });
});
