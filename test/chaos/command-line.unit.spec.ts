import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './command-line.js';

describe('readCommandLine', () => {
  it('makes the full mix of one broker where nothing is said', () => {
    expect(readCommandLine([], 42)).toMatchObject({
      kind: 'run',
      options: { seed: 42, minutes: 3, events: 5000, processes: 3, brokers: 1, lanes: 6 },
    });
    const mix = readCommandLine([], 42);
    expect(mix.kind === 'run' && mix.options.faults).not.toContain('leader-moves');
  });

  it('takes three brokers where a leader is to move', () => {
    expect(readCommandLine(['--faults', 'kill,leader-moves'], 1)).toMatchObject({
      options: { brokers: 3, faults: ['kill', 'leader-moves'] },
    });
  });

  it.each([
    { args: ['--faults', 'meteor'], problem: /there is no meteor/ },
    { args: ['--events', 'many'], problem: /--events must be a number of at least 1/ },
    { args: ['--processes', '1'], problem: /--processes must be a number of at least 2/ },
    { args: ['--brokers', '2'], problem: /--brokers must be 1 or 3/ },
    { args: ['--brokers', '1', '--faults', 'leader-moves'], problem: /leader-moves needs three brokers/ },
    { args: ['--nonsense'], problem: /nonsense/ },
  ])('says what is wrong with $args', ({ args, problem }) => {
    expect(readCommandLine(args, 1)).toEqual({ kind: 'wrong', problem: expect.stringMatching(problem) });
  });
});
