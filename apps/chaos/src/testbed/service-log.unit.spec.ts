import { describe, expect, it } from '@jest/globals';
import { ServiceLog } from './service-log.js';

const HOUR_MS = 3_600_000;
const line = (at: number): string =>
  `${JSON.stringify({ time: new Date(at).toISOString(), level: 'info', msg: 'Lane taken', lane: 1 })}\n`;

describe(ServiceLog.name, () => {
  it.each([-HOUR_MS, -60_000, 60_000, HOUR_MS])(
    'tells when a line was printed although the clock of its process was off by %d ms',
    (offsetMs) => {
      const before = Date.now() - 30_000;
      let output = line(before);
      const log = new ServiceLog(() => output);
      log.clockSteps(offsetMs);
      const during = Date.now();
      output += line(during + offsetMs);
      log.clockSteps(0);
      const after = Date.now();
      output += line(after);
      expect(log.update().map(({ at }) => at)).toEqual([before, during, after]);
    },
  );
});
