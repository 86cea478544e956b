import { isObject } from '../http/json.js';
import type { Page } from '../operations.js';
import type { ReadableAnswer, Value } from './descriptor.js';

/** The items of a collection, `_embedded.<name>`; undefined when the answer is none (PingOne: paging). */
export function itemsOf(json: unknown, name: string): readonly Record<string, unknown>[] | undefined {
  const embedded = isObject(json) && isObject(json['_embedded']) ? json['_embedded'][name] : undefined;
  return Array.isArray(embedded) && embedded.every(isObject) ? embedded : undefined;
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
  const next = nextCursorOf(json);
  return items && { value: { items: items.flatMap(read), ...(next !== undefined && { next }) } };
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
 * The cursor of the next page. Only that is taken from `_links.next.href`: an
 * address that a server supplies is never followed.
 */
function nextCursorOf(json: unknown): string | undefined {
  const links = isObject(json) && isObject(json['_links']) ? json['_links'] : {};
  const href = isObject(links['next']) ? links['next']['href'] : undefined;
  return typeof href === 'string' && URL.canParse(href)
    ? (new URL(href).searchParams.get('cursor') ?? undefined)
    : undefined;
}

export function textOf(item: Record<string, unknown>, name: string): string | undefined {
  const value = item[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `attribute eq "value"` for a `filter` (SCIM, RFC 7644 section 3.4.2.2), encoded for a URL. */
export function equals(attribute: string, value: string): string {
  return encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
}
