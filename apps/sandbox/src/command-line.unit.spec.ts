import { describe, expect, it } from '@jest/globals';
import { readMode } from './command-line.js';

describe('the arguments of the sandbox', () => {
  it.each([
    { args: [], options: { kind: 'live', eventsPerSecond: 2 } },
    { args: ['--rate', '0.5'], options: { kind: 'live', eventsPerSecond: 0.5 } },
    { args: ['--once'], options: { kind: 'once' } },
  ])('$args choose $options.kind', ({ args, options }) => {
    expect(readMode(args)).toEqual({ kind: 'options', options });
  });

  it.each([[['--help']], [['-h', '--once']]])('%j ask for help', (args) => {
    expect(readMode(args)).toEqual({ kind: 'help', text: expect.stringMatching(/^Usage: npm run sandbox/) });
  });

  it.each([
    { args: ['--onec'], sentence: "Unknown option '--onec'." },
    { args: ['once'], sentence: 'Too many arguments. Expected 0 arguments but got 1: once.' },
    { args: ['--rate'], sentence: "Option '--rate <n>' argument missing." },
    { args: ['--rate', 'fast'], sentence: '--rate must be a number from 0.01 to 100.' },
    { args: ['--rate', '0'], sentence: '--rate must be a number from 0.01 to 100.' },
    {
      args: ['--once', '--rate', '3'],
      sentence: '--rate is for the live stream: --once publishes everything at once.',
    },
  ])('$args are refused with one sentence', ({ args, sentence }) => {
    expect(readMode(args)).toMatchObject({ kind: 'wrong', sentence });
  });
});
