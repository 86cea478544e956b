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
