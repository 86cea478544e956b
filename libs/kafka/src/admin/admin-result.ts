import { errorRow } from '../protocol/error-table.js';
import type { NamedResult } from '../protocol/topics.js';

/** What became of a change of one thing. A refusal is a value here: the caller has to look at it. */
export type AdminResult =
  | { readonly kind: 'done'; readonly name: string }
  /** It is there already (create) or not there (delete): nothing was done. */
  | { readonly kind: 'unchanged'; readonly name: string }
  | { readonly kind: 'unauthorised'; readonly name: string }
  /** `code` is Kafka's name of the error, e.g. INVALID_REPLICATION_FACTOR. */
  | { readonly kind: 'refused'; readonly name: string; readonly code: string; readonly message: string };

export function isUnauthorised(code: string | undefined): boolean {
  return code !== undefined && errorRow(code).meaning === 'unauthorised';
}

/** @param unchanged the error that says that there was nothing to do. */
export function resultOf({ name, error, message = '' }: NamedResult, unchanged?: string): AdminResult {
  if (error === undefined) {
    return { kind: 'done', name };
  }
  if (isUnauthorised(error)) {
    return { kind: 'unauthorised', name };
  }
  return error === unchanged ? { kind: 'unchanged', name } : { kind: 'refused', name, code: error, message };
}
