import type { LoggerService } from '@nestjs/common';
import { errorFields, framesOf } from './error-fields.js';
import type { Log, LogFields } from './log.port.js';

/**
 * Nest's own lines, written to our log. What Nest calls `log` is how it puts
 * itself together (modules, routes): debug, for us. nestjs-pino was not taken: it
 * keeps its logger in a static field, which two services in one process would share.
 */
export class NestLog implements LoggerService {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }

  /** Nest puts the context last, and a stack before it where there is one. */
  #write(level: keyof Log, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((part) => typeof part === 'string');
    const stack = texts.find((text) => /\n\s+at /.test(text));
    const context = texts.at(-1);
    const fields: LogFields = {
      ...(context !== undefined && context !== stack && { context }),
      ...(stack !== undefined && { errorStack: framesOf(stack) }),
    };
    if (typeof message === 'string') {
      this.#log[level](fields, message);
    } else {
      const described = errorFields(message);
      this.#log[level](
        { ...fields, ...described },
        String(described['errorMessage'] || 'Nest gave no message.'),
      );
    }
  }
}
