import { isObject } from '../http/json.js';

/** The items of a collection, `_embedded.<name>`; undefined when the answer is none (PingOne: paging). */
export function itemsOf(json: unknown, name: string): readonly Record<string, unknown>[] | undefined {
  const embedded = isObject(json) && isObject(json['_embedded']) ? json['_embedded'][name] : undefined;
  return Array.isArray(embedded) && embedded.every(isObject) ? embedded : undefined;
}

/**
 * The cursor of the next page. Only that is taken from `_links.next.href`: an
 * address that a server supplies is never followed.
 */
export function nextCursorOf(json: unknown): string | undefined {
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
