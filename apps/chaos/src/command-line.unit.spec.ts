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

  it('measures an outage and a replay at full size where nothing is said', () => {
    expect(readCommandLine(['--scenario', 'outage'], 1)).toMatchObject({
      kind: 'outage',
      options: { how: 'down', minutes: 10, events: 50_000 },
    });
    expect(
      readCommandLine(['--scenario', 'outage', '--how', 'refused', '--minutes', '0.4'], 1),
    ).toMatchObject({
      options: { how: 'refused', minutes: 0.4 },
    });
    expect(readCommandLine(['--scenario', 'replay'], 1)).toMatchObject({
      kind: 'replay',
      options: { minutes: 2, events: 10_000 },
    });
  });

  it('loses the tails of ledgers at full size where nothing is said', () => {
    expect(readCommandLine(['--scenario', 'lost-tail'], 1)).toMatchObject({
      kind: 'lost-tail',
      options: { minutes: 1, events: 3_000 },
    });
  });

  it.each([
    { args: ['--scenario', 'flood'], problem: /there is no flood/ },
    { args: ['--scenario', 'outage', '--how', 'gone'], problem: /--how must be down or refused/ },
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
