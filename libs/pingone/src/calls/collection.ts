import { isObject } from '../http/json.js';
import type { Page } from '../operations.js';
import type { ReadableAnswer, Value } from './descriptor.js';

/**
 * The items of a collection, `_embedded.<name>`; undefined when the answer is none (PingOne: paging). An item
 * without an id cannot be acted on, and must not pass for one that is not there.
 */
export function itemsOf(json: unknown, name: string): readonly Record<string, unknown>[] | undefined {
  const embedded = isObject(json) && isObject(json['_embedded']) ? json['_embedded'][name] : undefined;
  return Array.isArray(embedded) && embedded.every(hasId) ? embedded : undefined;
}

function hasId(item: unknown): item is Record<string, unknown> {
  return isObject(item) && textOf(item, 'id') !== undefined;
}

/** What is read of an item; nothing of one that was not asked for. */
type ReadItem<T> = (item: Record<string, unknown>) => readonly T[];

/** A page of a collection; undefined when the answer is none. */
export function pageOf<T>(
  { status, json }: Pick<ReadableAnswer, 'status' | 'json'>,
  name: string,
  read: ReadItem<T>,
): Value<Page<T>> | undefined {
  const items = status < 300 ? itemsOf(json, name) : undefined;
  const next = nextOf(json);
  if (!items || next === 'unreadable') {
    return undefined; // A page that is not the last must not pass for all there is.
  }
  return { value: { items: items.flatMap(read), ...next } };
}

/** For a query that has a parameter already. */
export function atCursor(cursor: string | undefined): string {
  return cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
}

/**
 * The filter is PingOne's to apply. What comes back with another value must not pass
 * for what was asked for all the same; case and composition of letters are PingOne's to judge.
 */
export function isAnother(found: string | undefined, wanted: string): boolean {
  const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
  return found !== undefined && plain(found) !== plain(wanted);
}

/**
 * The cursor of the next page; nothing on the last. Only that is taken from
 * `_links.next.href`: an address that a server supplies is never followed.
 */
function nextOf(json: unknown): { readonly next?: string } | 'unreadable' {
  const links = isObject(json) && isObject(json['_links']) ? json['_links'] : {};
  const link = links['next'];
  if (link === undefined || link === null) {
    return {};
  }
  const href = isObject(link) ? link['href'] : undefined;
  // Something in between may have made it relative.
  const next = typeof href === 'string' ? URL.parse(href, ANY_ORIGIN)?.searchParams.get('cursor') : undefined;
  return next ? { next } : 'unreadable';
}

const ANY_ORIGIN = 'https://pingone.invalid';

export function textOf(item: Record<string, unknown>, name: string): string | undefined {
  const value = item[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `attribute eq "value"` for a `filter` (SCIM, RFC 7644 section 3.4.2.2), encoded for a URL. */
export function equals(attribute: string, value: string): string {
  return encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
}
