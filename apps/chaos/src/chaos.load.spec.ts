import { describe, expect, it } from '@jest/globals';
import { runChaos } from './run-chaos.js';

/** What `npm run chaos` does for minutes and with every fault, in short. */
describe('two instances of the service', () => {
  it('answer every event exactly once through a kill, a zombie and lost answers, and count honestly', async () => {
    const told: string[] = [];
    const report = await runChaos({
      seed: 4,
      minutes: 0.25,
      events: 400,
      faults: ['kill', 'zombie', 'lost-answers'],
      processes: 2,
      brokers: 1,
      lanes: 4,
      gapMs: { min: 200, max: 1_000 },
      tell: (line) => told.push(line),
      signal: new AbortController().signal,
    });
    expect({ problems: report.problems, ...(report.problems.length > 0 && { told }) }).toEqual({
      problems: [],
    });
    expect(report.consumed).toBeGreaterThanOrEqual(400);
    expect(report.faults).toEqual([
      expect.objectContaining({ fault: 'kill', landed: expect.any(Number) }),
      expect.objectContaining({ fault: 'zombie', landed: expect.any(Number) }),
      expect.objectContaining({ fault: 'lost-answers', landed: expect.any(Number) }),
    ]);
  }, 240_000);
});
