/**
 * What was thrown, in one line: its code (or its name) and its message. Nothing else
 * of it, as errors of libraries hold secrets in their other properties.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown error';
  }
  const { code } = error as Error & { readonly code?: unknown };
  return `${typeof code === 'string' ? code : error.name}: ${error.message}`;
}

const LONGEST = 1_000;

/**
 * The message alone, empty where there is none: Nest and kafkajs reject with plain
 * objects at times.
 */
export function messageOf(error: unknown): string {
  const message =
    typeof error === 'string'
      ? error
      : typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
        ? error.message
        : '';
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
}

/** The code of an error of the system, as in `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
