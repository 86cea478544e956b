import { describe, expect, it } from '@jest/globals';

import { TroubleLog } from './trouble-log.js';

describe(TroubleLog.name, () => {
  const lines: string[] = [];
  const keep = (_: object, message: string): void => void lines.push(message);
  const log = new TroubleLog({ debug: keep, info: keep, warn: keep, error: keep });

  it('has one line for a kind of trouble, whomever it is about by and by, and one for its end', () => {
    log.report([{ kind: 'silent', sentence: 'b1 does not answer' }]);
    log.report([{ kind: 'silent', sentence: 'b1, b2 do not answer' }]);
    log.report([
      { kind: 'silent', sentence: 'b2 does not answer' },
      { kind: 'throttled', sentence: 'throttled' },
    ]);
    log.report([{ kind: 'throttled', sentence: 'throttled' }]);
    expect(lines).toEqual(['b1 does not answer', 'throttled', 'Over: b1 does not answer']);
  });
});
