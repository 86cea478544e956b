import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.js';

describe('the arguments of the sandbox', () => {
  it.each([
    { args: [], means: { kind: 'live', eventsPerSecond: 2 } },
    { args: ['--rate', '0.5'], means: { kind: 'live', eventsPerSecond: 0.5 } },
    { args: ['--once'], means: { kind: 'once' } },
    { args: ['--help'], means: { kind: 'help' } },
    { args: ['-h', '--once'], means: { kind: 'help' } },
  ])('$args mean $means.kind', ({ args, means }) => {
    expect(readArguments(args)).toEqual(means);
  });

  it.each([
    { args: ['--onec'], sentence: "Unknown option '--onec'." },
    { args: ['once'], sentence: "Unexpected argument 'once'." },
    { args: ['--rate'], sentence: "Option '--rate <value>' argument missing." },
    { args: ['--rate', 'fast'], sentence: '--rate must be a number above 0, up to 100.' },
    { args: ['--rate', '0'], sentence: '--rate must be a number above 0, up to 100.' },
    {
      args: ['--once', '--rate', '3'],
      sentence: '--rate is for the live stream: --once publishes everything at once.',
    },
  ])('$args are refused with one sentence', ({ args, sentence }) => {
    expect(readArguments(args)).toEqual({ kind: 'refused', sentence });
  });
});
