import { describe, expect, test } from '@jest/globals';
import { commandLine } from '../test/command-line.js';

const USER = '55a891ca-8de2-4117-b68d-4c539bdcda73';

describe('a command line', () => {
  test.each<readonly [string, readonly string[]]>([
    ["Argument 'term' must not be empty.", ['find', '']],
    ["Argument 'user' must not be empty.", ['evidence', ' ']],
    ["Argument 'id' must not be empty.", ['cancel', '']],
    ["Argument 'ids' must not be empty.", ['holds', 'approve', 'a', '', '--by', 'ada']],
    ["Option '--by <name>' must not be empty.", ['pause', '--by', '']],
    ["Option '--user <user>' must not be empty.", ['replay', '--topic', 'x', '--from', '0', '--user', '']],
    ["Option '--key <key>' must not be empty.", ['publish', '--user', USER, '--key=']],
  ])('A command line is refused: %s', async (sentence, args) => {
    expect(await commandLine(args)).toMatchObject({ code: 2, err: `${sentence}\n`, out: '' });
  });

  test('A command line is refused where everything is asked for, but nothing again', async () => {
    const { code, err } = await commandLine(['replay', '--topic', 'x', '--from', '0', '--everything']);
    expect([code, err]).toEqual([2, expect.stringContaining('--everything needs --again')]);
  });

  test.each([
    [['reply']],
    [['replay', 'lst']],
    [['replay', 'lst', '--topic', 'x', '--from', '0']],
    [['ledger', 'mend']],
  ])('A command line of an unknown command is refused by its name: %j', async (args) => {
    const { code, err } = await commandLine(args);
    expect(err).toMatch(/^Unknown command '(reply|lst|mend)'/);
    expect(code).toBe(2);
  });
});
