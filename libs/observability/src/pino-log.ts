import { createScrubber, REDACTED, SECRET_NAMES, type Secret } from '#libs/redaction';
import { pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { boundedDestination } from './bounded-destination.js';
import { errorFields } from './error-fields.js';
import type { Log } from './log.port.js';

export interface LogOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** `json`: one object a line, for machines. `readable`: coloured lines, for a terminal. */
  readonly form: 'json' | 'readable';
  /** Name of the program, in every line. */
  readonly service: string;
  /** Values that must never be printed, however they got into a line. */
  readonly secrets?: readonly Secret[];
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/** Gives the log of a part of the program; its lines carry the part's name as `component`. */
export type ComponentLog = (component: string) => Log;

/**
 * Makes the logs of a program, on one destination. Whatever leaves it is
 * scrubbed (promise P6): known fields by their names, then the finished line by
 * what looks like a credential.
 */
export function createLogs(options: LogOptions): ComponentLog {
  const destination = options.destination ?? boundedDestination(process.stdout);
  const root = pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: withoutRawErrors },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
        censor: REDACTED,
      },
      hooks: { streamWrite: createScrubber(options.secrets) },
    },
    options.form === 'readable' ? readable(destination) : destination,
  );
  return (component) => {
    const logger = root.child({ component });
    return {
      debug: (fields, message) => logger.debug(fields, message),
      info: (fields, message) => logger.info(fields, message),
      warn: (fields, message) => logger.warn(fields, message),
      error: (fields, message) => logger.error(fields, message),
    };
  };
}

/** In this process and synchronously, not in a worker: the last line before an exit must still come out. */
function readable(destination: DestinationStream): DestinationStream {
  const format = prettyFactory({
    colorize: true,
    colorizeObjects: false,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'service,pid,component',
    messageFormat: '[{component}] {msg}',
    singleLine: true,
  });
  return { write: (line) => destination.write(format(line)) };
}

/** `LogFields` takes no errors, but a cast might: pino would print all of its properties. */
function withoutRawErrors(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? errorFields(value) : value,
    ]),
  );
}
