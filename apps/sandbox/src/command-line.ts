import { Command } from 'commander';
import { numberOf, readCommandLine, type CommandLine } from '#libs/testbed';

const DEFAULT_RATE = 2;
const LOWEST_RATE = 0.01;
const HIGHEST_RATE = 100;

export type Mode = { readonly kind: 'live'; readonly eventsPerSecond: number } | { readonly kind: 'once' };

export function readMode(args: readonly string[]): CommandLine<Mode> {
  const program = new Command('npm run sandbox --')
    .description(
      'Starts Kafka, a simulated PingOne and the service, publishes sample events and shows what becomes of them, until Ctrl-C.',
    )
    .option(
      '--once',
      'publish every sample once, wait for all answers, compare them with what is expected, print a table and end: 0 if all is well, else 1',
    )
    .option(
      '--rate <n>',
      `sample events per second (default: ${DEFAULT_RATE})`,
      numberOf('--rate', { least: LOWEST_RATE, most: HIGHEST_RATE }),
    );
  return readCommandLine<{ once?: true; rate?: number }, Mode>(program, args, ({ once, rate }) => {
    if (!once) {
      return { kind: 'live', eventsPerSecond: rate ?? DEFAULT_RATE };
    }
    return rate === undefined
      ? { kind: 'once' }
      : program.error('--rate is for the live stream: --once publishes everything at once.');
  });
}
