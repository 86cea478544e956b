/**
 * What libraries write their log lines to. The service hands in pino; the tools
 * and tests hand in whatever suits them.
 *
 * To implementers: `fields` may be handed to a serialiser as it is. Callers
 * promise to put only flat, safe values in it, never an error of got or kafkajs,
 * never a record's value, a token or a secret.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogFields = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>
>;

/** For tools and tests that need no log. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
