import { parseArgs, types } from 'node:util';

export const USAGE = `Usage: npm run sandbox [-- OPTIONS]

Starts Kafka, a simulated PingOne and the service, publishes sample events and
shows what becomes of them, until Ctrl-C.

  --once      publish every sample once, wait for all answers, compare them with
              what is expected, print a table and end: 0 if all is well, else 1
  --rate N    sample events per second, 2 unless set
  --help      this text`;

const DEFAULT_RATE = 2;
const MAX_RATE = 100;

export type SandboxArguments =
  | { readonly kind: 'live'; readonly eventsPerSecond: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'help' }
  | Refused;

/** One sentence that says what is wrong. */
interface Refused {
  readonly kind: 'refused';
  readonly sentence: string;
}

export function readArguments(args: readonly string[]): SandboxArguments {
  const parsed = parse(() =>
    parseArgs({
      args: [...args],
      options: { once: { type: 'boolean' }, rate: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }),
  );
  if (isRefused(parsed)) {
    return parsed;
  }
  const { once, rate, help } = parsed.values;
  if (help === true) {
    return { kind: 'help' };
  }
  if (once === true) {
    return rate === undefined
      ? { kind: 'once' }
      : refused('--rate is for the live stream: --once publishes everything at once.');
  }
  const eventsPerSecond = rate === undefined ? DEFAULT_RATE : Number(rate);
  return eventsPerSecond > 0 && eventsPerSecond <= MAX_RATE
    ? { kind: 'live', eventsPerSecond }
    : refused(`--rate must be a number above 0, up to ${MAX_RATE}.`);
}

/** parseArgs throws where a person has mistyped; only the first of its sentences is for that person. */
function parse<T>(run: () => T): T | Refused {
  try {
    return run();
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) {
      return refused(`${error.message.split(/\.\s|\n/, 1)[0]?.replace(/\.$/, '') ?? ''}.`);
    }
    throw error;
  }
}

function refused(sentence: string): Refused {
  return { kind: 'refused', sentence };
}

function isRefused(value: object): value is Refused {
  return 'kind' in value && value.kind === 'refused';
}
