import type { Log } from '#libs/observability';

/** A log that keeps what is worth a line. */
export function recordingLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, debug: () => undefined, info: () => undefined, warn: keep, error: keep };
}
