import type { Operation, Page, Permit, PingOne, PingOneAnswer } from '#libs/pingone';
import type { OpenRevocation } from '../open/open-revocation.js';
import { ask, type Said } from './ask.js';

export interface Listing<T> {
  readonly operation: Operation;
  /** `at`: which page, nothing for the first. */
  readonly call: (permit: Permit, at: { readonly cursor?: string }) => Promise<PingOneAnswer<Page<T>>>;
  /** So many are as good as all. */
  readonly enough?: number;
}

/**
 * All items of a collection, page by page: whoever takes what is not listed for gone
 * must have seen all of it. Pages in a circle have no end, and are no answer.
 */
export async function askForAll<T>(
  pingone: Pick<PingOne, 'gate'>,
  open: OpenRevocation,
  { operation, call, enough = Infinity }: Listing<T>,
): Promise<Said<readonly T[]>> {
  const items: T[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const at = cursor === undefined ? {} : { cursor };
    const answer = await ask(pingone, open, { operation, call: (permit) => call(permit, at) });
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
