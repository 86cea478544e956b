import { describe, expect, it, test } from '@jest/globals';

import { TroubleLog, ProblemLog } from './problem-log.js';

describe(ProblemLog.name, () => {
  test('a problem has one line when it comes, when it changes and when it goes, and one a minute', () => {
    const lines: string[] = [];
    const keep = (_fields: object, message: string) => {
      lines.push(message);
    };
    let now = 0;
    const problems = new ProblemLog({ debug: keep, info: keep, warn: keep, error: keep }, () => now);
    const report = (at: number, problem?: string) => {
      now = at;
      problems.report(problem);
    };
    report(0);
    report(1000, 'no broker');
    report(2000, 'no broker');
    report(59_000, 'no broker');
    report(62_000, 'no broker');
    report(63_000, 'no topic');
    report(64_000);
    report(65_000);
    expect(lines).toEqual(['no broker', 'no broker', 'no topic', 'Over: no topic']);
  });
});

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
