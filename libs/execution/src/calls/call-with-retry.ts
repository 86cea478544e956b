import { setTimeout as pause } from 'node:timers/promises';
import type {
  Operation,
  Page,
  Permit,
  PingOne,
  PingOneAnswer,
  Priority,
  RequestOf,
  ResultOf,
} from '#libs/pingone';

/** What PingOne answered in the end. */
export type PingOneResponse<T> = Exclude<PingOneAnswer<T>, { readonly kind: 'wait' | 'not-sent' }>;

/** For whom it is called: a revocation, or the index of tokens. */
export interface Caller {
  readonly environmentId: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Read anew for each attempt. */
  priority(phase: 'ask'): Priority;
}

/** Milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

/**
 * Usually the gate makes an unlucky call wait, by closing its scope. A request
 * that alone is turned away, while others of its kind are served, waits here.
 */
export async function retryPause(waits: number, signal: AbortSignal): Promise<void> {
  if (waits > 0) {
    await pause(Math.min(FIRST_PAUSE * 2 ** (waits - 1), LONGEST_PAUSE), undefined, { signal });
  }
}

/**
 * Calls until PingOne answers: an outage is waited out at the gate (P4).
 * For a call that may be made again without harm. Rejects when the lane is lost.
 */
export function callWithRetry<Op extends Operation>(
  pingone: PingOne,
  caller: Caller,
  operation: Op,
  request: RequestOf<Op>,
): Promise<PingOneResponse<ResultOf<Op>>> {
  return attemptWithRetry(pingone, caller, operation, (permit) => pingone.call(operation, permit, request));
}

/** The same, for an attempt that does more than the call. */
export async function attemptWithRetry<T>(
  pingone: PingOne,
  caller: Caller,
  operation: Operation,
  attempt: (permit: Permit) => Promise<PingOneAnswer<T>>,
): Promise<PingOneResponse<T>> {
  for (let waits = 0; ; waits++) {
    const { environmentId, signal } = caller;
    await retryPause(waits, signal);
    const priority = caller.priority('ask');
    const permit = await pingone.gate.acquire({ operation, environmentId, priority, signal });
    const answer = permit && (await spend(permit, attempt));
    if (answer && answer.kind !== 'wait' && answer.kind !== 'not-sent') {
      return answer;
    }
  }
}

/**
 * All items of a collection, page by page, or `enough` of them: a caller that takes
 * what is not listed for gone must have seen all of it. Pages in a circle have no
 * end, and are no answer.
 *
 * @param list asks for a page: the one of a cursor, or the first
 */
export async function listAllPages<T>(
  pingone: PingOne,
  caller: Caller,
  operation: Operation,
  list: (permit: Permit, at: { readonly cursor?: string }) => Promise<PingOneAnswer<Page<T>>>,
  enough = Infinity,
): Promise<PingOneResponse<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const at = cursor === undefined ? {} : { cursor };
    const answer = await attemptWithRetry(pingone, caller, operation, (permit) => list(permit, at));
    if (answer.kind !== 'ok') {
      return answer;
    }
    const { value, evidence } = answer;
    items.push(...value.items);
    cursor = value.next;
    if (cursor === undefined || items.length >= enough) {
      return { kind: 'ok', value: items, evidence };
    }
    if (seen.has(cursor)) {
      return { kind: 'unknown-outcome', evidence };
    }
    seen.add(cursor);
  }
}

/** A call that throws before it has used its permit must not keep it. */
export async function spend<T>(permit: Permit, call: (permit: Permit) => Promise<T>): Promise<T> {
  try {
    return await call(permit);
  } finally {
    permit.release();
  }
}
