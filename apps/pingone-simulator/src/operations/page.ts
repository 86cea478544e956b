import type { Answer } from '../answers/answer.js';
import { invalidData } from '../answers/pingone-errors.js';
import type { Page } from '../platform/oath-tokens.js';
import { environmentUrl, type PlatformCall } from './pingone-request.js';

/** Which part of a collection a request asks for. */
interface Asked {
  readonly from: number;
  readonly limit: number;
}

const cursorOf = (position: number): string => Buffer.from(`after:${position}`).toString('base64url');

/** Undefined for a cursor that is none of ours. */
function positionOf(cursor: string | null): number | undefined {
  if (cursor === null) {
    return 0;
  }
  const [, position] = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  return position === undefined ? undefined : Number(position);
}

const parameter = (target: string, message: string): Answer =>
  invalidData([{ code: 'INVALID_PARAMETER', target, message }]);

/** PingOne: "paging, ordering and filtering collections": a service may return fewer than `limit`. */
export function askedPage({ request: { query }, world }: PlatformCall): Asked | Answer {
  const { pageSize } = world.settings();
  const limit = Number(query.get('limit') ?? pageSize);
  if (!Number.isInteger(limit) || limit < 1) {
    return parameter('limit', 'limit must be a positive integer.');
  }
  const from = positionOf(query.get('cursor'));
  return from === undefined
    ? parameter('cursor', 'The cursor is not valid.')
    : { from, limit: Math.min(limit, pageSize) };
}

export const isAsked = (asked: Asked | Answer): asked is Asked => 'limit' in asked;

export function pageOf<T>(items: readonly T[], { from, limit }: Asked): Page<T> {
  const end = from + limit;
  return { items: items.slice(from, end), ...(end < items.length ? { next: end } : {}) };
}

/** @param path below the environment, without a query */
export function pageLinks(
  { request, environment }: PlatformCall,
  path: string,
  next: number | undefined,
):
  | Readonly<Record<'self' | 'next', { readonly href: string }>>
  | Readonly<Record<'self', { readonly href: string }>> {
  const link = (cursor: string | null): { readonly href: string } => {
    const parameters = new URLSearchParams(request.query);
    if (cursor !== null) {
      parameters.set('cursor', cursor);
    }
    const query = parameters.size > 0 ? `?${parameters.toString()}` : '';
    return { href: `${environmentUrl(request, environment)}/${path}${query}` };
  };
  const self = link(request.query.get('cursor'));
  return next === undefined ? { self } : { self, next: link(cursorOf(next)) };
}
