import { json, noContent, type Answer } from '../http/answer.js';
import { invalidData, notFound } from '../http/pingone-errors.js';
import type { OathToken } from '../platform/oath-tokens.js';
import { isAnswer, parseFilter } from './filter.js';
import { environmentUrl, type PlatformCall } from './pingone-request.js';

/** There is no status in it: whether a token is paired shows only in `devices`, and only when expanded. */
function tokenBody(call: PlatformCall, token: OathToken, expand: ReadonlySet<string>): object {
  const href = environmentUrl(call.request, call.environment);
  const { pairing } = token;
  const devices = pairing === undefined ? [] : [{ id: pairing.deviceId, user: { id: pairing.userId } }];
  return {
    _links: { self: { href: `${href}/oathTokens/${token.id}` }, environment: { href } },
    id: token.id,
    environment: { id: call.environment.id },
    createdAt: token.createdAt,
    updatedAt: token.createdAt,
    serialNumber: token.serialNumber,
    type: 'TOTP',
    otpLength: 6,
    hashAlgorithm: 'HmacSHA1',
    totp: { timeStep: 30 },
    ...(expand.has('devices') ? { devices } : {}),
  };
}

const expandOf = (query: URLSearchParams): ReadonlySet<string> =>
  new Set((query.get('expand') ?? '').split(',').map((name) => name.trim()));

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

export function listOathTokens(call: PlatformCall): Answer {
  const { request, environment, world } = call;
  const { query } = request;
  const href = environmentUrl(request, environment);
  const expand = expandOf(query);
  const filter = query.get('filter');
  if (filter !== null) {
    const equalities = parseFilter(filter, ['serialNumber']);
    if (isAnswer(equalities)) {
      return equalities;
    }
    const token = environment.oathTokens.bySerialNumber(equalities.get('serialNumber') ?? '');
    const items = token === undefined ? [] : [tokenBody(call, token, expand)];
    const self = { href: `${href}/oathTokens?${query.toString()}` };
    return json(200, {
      _links: { self },
      _embedded: { oathTokens: items },
      count: items.length,
      size: items.length,
    });
  }
  const limit = Number(query.get('limit') ?? world.settings().pageSize);
  if (!Number.isInteger(limit) || limit < 1) {
    return parameter('limit', 'limit must be a positive integer.');
  }
  const from = positionOf(query.get('cursor'));
  if (from === undefined) {
    return parameter('cursor', 'The cursor is not valid.');
  }
  const page = environment.oathTokens.page(from, Math.min(limit, world.settings().pageSize));
  const link = (cursor: string | null): string => {
    const parameters = new URLSearchParams(query);
    if (cursor !== null) {
      parameters.set('cursor', cursor);
    }
    return `${href}/oathTokens${parameters.size > 0 ? `?${parameters.toString()}` : ''}`;
  };
  return json(200, {
    _links: {
      self: { href: link(query.get('cursor')) },
      ...(page.next === undefined ? {} : { next: { href: link(cursorOf(page.next)) } }),
    },
    _embedded: { oathTokens: page.items.map((token) => tokenBody(call, token, expand)) },
    count: environment.oathTokens.size,
    size: page.items.length,
  });
}

export function readOathToken(call: PlatformCall): Answer {
  const token = call.environment.oathTokens.get(call.request.route.id);
  return token === undefined
    ? notFound('The OATH token')
    : json(200, tokenBody(call, token, expandOf(call.request.query)));
}

/** Revokes a paired token too, and unpairs it. */
export function deleteOathToken({ request, environment }: PlatformCall): Answer {
  const { correlationId, transactionId, route } = request;
  return environment.deleteOathToken(route.id, { kind: 'call', correlationId }, transactionId)
    ? noContent
    : notFound('The OATH token');
}
