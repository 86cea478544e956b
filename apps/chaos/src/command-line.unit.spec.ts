import { describe, expect, it } from '@jest/globals';
import { readChaosRun, type ChaosRun } from './command-line.js';

const run = (args: readonly string[], anySeed = 1): ChaosRun => {
  const commandLine = readChaosRun(args, anySeed);
  if (commandLine.kind !== 'options') {
    throw new Error(`Not options: ${JSON.stringify(commandLine)}`);
  }
  return commandLine.options;
};

describe('the arguments of chaos', () => {
  it('choose the full mix of one broker where nothing is said', () => {
    expect(run([], 42)).toMatchObject({
      kind: 'run',
      options: { seed: 42, minutes: 3, events: 5000, processes: 3, brokers: 1, lanes: 6 },
    });
    const mix = run([], 42);
    expect(mix.kind === 'run' && mix.options.faults).not.toContain('leader-moves');
  });

  it('choose three brokers where a leader is to move', () => {
    expect(run(['--faults', 'kill,leader-moves'])).toMatchObject({
      options: { brokers: 3, faults: ['kill', 'leader-moves'] },
    });
  });

  it('choose the full size of an outage and of a replay where nothing is said', () => {
    expect(run(['--scenario', 'outage'])).toMatchObject({
      kind: 'outage',
      options: { how: 'down', minutes: 10, events: 50_000 },
    });
    expect(run(['--scenario', 'outage', '--how', 'refused', '--minutes', '0.4'])).toMatchObject({
      options: { how: 'refused', minutes: 0.4 },
    });
    expect(run(['--scenario', 'replay'])).toMatchObject({
      kind: 'replay',
      options: { minutes: 2, events: 10_000 },
    });
  });

  it('choose the full size of the loss of ledgers where nothing is said', () => {
    expect(run(['--scenario', 'lost-tail'])).toMatchObject({
      kind: 'lost-tail',
      options: { minutes: 1, events: 3_000 },
    });
  });

  it.each([
    { args: ['--scenario', 'flood'], problem: /there is no flood/ },
    {
      args: ['--scenario', 'outage', '--how', 'gone'],
      problem: /--how: there is no gone; there are down, refused/,
    },
    { args: ['--faults', 'meteor'], problem: /there is no meteor/ },
    { args: ['--events', 'many'], problem: /--events must be a number of at least 1/ },
    { args: ['--processes', '1'], problem: /--processes must be a number of at least 2/ },
    { args: ['--brokers', '2'], problem: /--brokers: there is no 2; there are 1, 3/ },
    { args: ['--brokers', '1', '--faults', 'leader-moves'], problem: /leader-moves needs three brokers/ },
    { args: ['--nonsense'], problem: /nonsense/ },
  ])('are refused with one sentence: $args', ({ args, problem }) => {
    expect(readChaosRun(args, 1)).toMatchObject({ kind: 'wrong', sentence: expect.stringMatching(problem) });
  });
});
