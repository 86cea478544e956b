import { describe, expect, it } from '@jest/globals';
import { printProblems } from './print-problems.js';

describe('printProblems', () => {
  it('says in words what is wrong with each setting', () => {
    const lines: string[] = [];
    printProblems(
      [
        { name: 'LANES', rule: 'must be a whole number from 1 to 1024' },
        { name: 'PINGONE_API_URL', rule: 'must end in `/v1`' },
      ],
      (line) => lines.push(line),
    );
    expect(lines.join('')).toBe(
      'The service was not started: 2 settings are wrong. Every setting is explained in docs/reference/settings.md.\n' +
        '  LANES must be a whole number from 1 to 1024\n' +
        '  PINGONE_API_URL must end in /v1\n',
    );
  });
});
