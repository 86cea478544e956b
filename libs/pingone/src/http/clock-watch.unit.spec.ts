import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Log, type Metrics } from '#libs/observability';
import { ClockWatch } from './clock-watch.js';

const NOW = Date.UTC(2026, 0, 1, 12);

let lines: string[];
let metrics: Metrics;
let watch: ClockWatch;

beforeEach(() => {
  lines = [];
  metrics = createMetrics();
  const write =
    (level: string): Log['info'] =>
    ({ aheadSeconds }) =>
      void lines.push(`${level} ${String(aheadSeconds)}`);
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  watch = new ClockWatch(log, metrics);
});

/** Answers, a second apart, by clocks that differ by so much. */
function answers(count: number, aheadSeconds: number, from = 0): void {
  for (let second = from; second < from + count; second++) {
    const theirs = NOW + second * 1000;
    watch.see(new Date(theirs).toUTCString(), theirs + aheadSeconds * 1000);
  }
}

describe("our clock beside PingOne's", () => {
  it.each([61, -61, 3600])('is an alarm at the third answer that shows it %i seconds ahead', (ahead) => {
    answers(2, ahead);
    expect(lines).toEqual([]);
    answers(10, ahead, 2);
    expect(lines).toEqual([`error ${ahead}`]);
  });

  it.each([0, 59, -59])('is none while it is %i seconds ahead: an answer takes time', (ahead) => {
    answers(10, ahead);
    expect(lines).toEqual([]);
  });

  it('is told to be right again, once', () => {
    answers(3, 120);
    answers(5, 1, 3);
    expect(lines).toEqual(['error 120', 'info 1']);
  });

  it('is shown by a metric', async () => {
    answers(1, -90);
    expect(await metrics.registry.metrics()).toContain('pingone_clock_difference_seconds -90');
  });

  it('is not compared with what is no date, nor twice with the same second', () => {
    const date = new Date(NOW).toUTCString();
    for (const one of [date, date, date, undefined, 'soon', '-5']) {
      watch.see(one, NOW + 3_600_000);
    }
    expect(lines).toEqual([]);
  });
});
