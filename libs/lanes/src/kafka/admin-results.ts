import { errorName } from '../wire/protocol/error-names.js';

/** An answer that is no exception: somebody has to read it. */
export type AdminResult =
  | { readonly kind: 'done'; readonly name: string }
  /** It is there already (create) or not there (delete): nothing was done. */
  | { readonly kind: 'unchanged'; readonly name: string }
  | { readonly kind: 'unauthorised'; readonly name: string }
  /** `code` is Kafka's name of the error, e.g. INVALID_REPLICATION_FACTOR. */
  | { readonly kind: 'refused'; readonly name: string; readonly code: string; readonly message: string };

const UNCHANGED: ReadonlySet<string> = new Set([
  'TOPIC_ALREADY_EXISTS',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'GROUP_ID_NOT_FOUND',
]);

export function isUnauthorised(code: string): boolean {
  return code.endsWith('_AUTHORIZATION_FAILED');
}

export function refusal(name: string, code: string, message: string): AdminResult {
  if (isUnauthorised(code)) {
    return { kind: 'unauthorised', name };
  }
  return UNCHANGED.has(code) ? { kind: 'unchanged', name } : { kind: 'refused', name, code, message };
}

/** What a call of kafkajs rejected with, as Kafka's own code; undefined where Kafka gave no answer at all. */
export function protocolErrorOf(
  error: unknown,
): { readonly code: string; readonly message: string } | undefined {
  for (const each of unfold(error)) {
    const { code, message } = each as Error & { readonly code?: unknown };
    if (typeof code === 'number') {
      return { code: errorName(code), message };
    }
  }
  return undefined;
}

/** kafkajs wraps: causes, errors of aggregates, and the groups of a failed deletion. */
function* unfold(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) {
    return;
  }
  yield error;
  const { cause, errors, groups } = error as Error & { readonly errors?: unknown; readonly groups?: unknown };
  yield* unfold(cause);
  for (const inner of Array.isArray(errors) ? (errors as unknown[]) : []) {
    yield* unfold(inner);
  }
  for (const group of Array.isArray(groups) ? (groups as { readonly error?: unknown }[]) : []) {
    yield* unfold(group.error);
  }
}
