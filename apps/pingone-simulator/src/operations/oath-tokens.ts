import { json, noContent, type Answer } from '../answers/answer.js';
import { notFound } from '../answers/pingone-errors.js';
import type { OathToken } from '../platform/oath-tokens.js';
import { isAnswer, parseFilter } from './filter.js';
import { askedPage, isAsked, pageLinks } from './page.js';
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

export function listOathTokens(call: PlatformCall): Answer {
  const { request, environment } = call;
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
  const asked = askedPage(call);
  if (!isAsked(asked)) {
    return asked;
  }
  const page = environment.oathTokens.page(asked.from, asked.limit);
  return json(200, {
    _links: pageLinks(call, 'oathTokens', page.next),
    _embedded: { oathTokens: page.items.map((token) => tokenBody(call, token, expand)) },
    count: environment.oathTokens.size,
    size: page.items.length,
  });
}

export function readOathToken(call: PlatformCall): Answer {
  const { environment, request, world } = call;
  const token =
    environment.oathTokens.get(request.route.id) ?? environment.readGhost(request.route.id, world.clock());
  return token === undefined
    ? notFound('The OATH token')
    : json(200, tokenBody(call, token, expandOf(request.query)));
}

/** Revokes a paired token too, and unpairs it. */
export function deleteOathToken({ request, environment }: PlatformCall): Answer {
  const { correlationId, transactionId, route } = request;
  return environment.deleteOathToken(route.id, { kind: 'call', correlationId }, { transactionId })
    ? noContent
    : notFound('The OATH token');
}
