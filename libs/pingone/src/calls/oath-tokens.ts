import { isObject } from '../http/json.js';
import type { FindOathToken, ListOathTokens, OathToken, Page, ReadOathToken } from '../operations.js';
import { atCursor, equals, isAnother, itemsOf, pageOf, textOf } from './collection.js';
import type { ApiRequest, ReadableAnswer, Value } from './descriptor.js';

export function readOathToken({ tokenId }: ReadOathToken): ApiRequest<'present' | 'gone'> {
  return { method: 'GET', path: `oathTokens/${encodeURIComponent(tokenId)}`, read: readPresence };
}

/**
 * "Gone" is what an outcome calls a revoked token, so it takes PingOne's own 404
 * (P3): one of a proxy or of a wrong base URL has been judged before, and waits.
 */
function readPresence({ status, json }: ReadableAnswer): Value<'present' | 'gone'> | undefined {
  if (status === 404) {
    return { value: 'gone' };
  }
  return status < 300 && isObject(json) && typeof json['id'] === 'string' ? { value: 'present' } : undefined;
}

/**
 * PingOne: `GET /oathTokens?filter=serialNumber eq "X"`, the only filter that is documented. Only an empty list says
 * that there is no such token: one of others, to which no filter was applied, says nothing of it (P3).
 */
export function findOathToken({ serialNumber }: FindOathToken): ApiRequest<readonly OathToken[]> {
  return {
    method: 'GET',
    path: `oathTokens?filter=${equals('serialNumber', serialNumber)}`,
    read: ({ status, json }) => {
      const tokens = status < 300 ? itemsOf(json, 'oathTokens')?.flatMap(oathToken) : undefined;
      const found = tokens?.filter((token) => !isAnother(token.serialNumber, serialNumber));
      return found && (found.length > 0 || tokens?.length === 0) ? { value: found } : undefined;
    },
  };
}

/** All tokens of an environment with their owners, page by page; there are at most 100,000. */
export function listOathTokens({ cursor }: ListOathTokens): ApiRequest<Page<OathToken>> {
  return {
    method: 'GET',
    path: `oathTokens?expand=devices${atCursor(cursor)}`,
    read: (answer) => pageOf(answer, 'oathTokens', oathToken),
  };
}

function oathToken(token: Record<string, unknown>): readonly OathToken[] {
  const id = textOf(token, 'id')?.toLowerCase();
  const serialNumber = textOf(token, 'serialNumber');
  const createdAt = textOf(token, 'createdAt');
  const userIds = devicesOf(token).flatMap((device) => userOf(device) ?? []);
  return id === undefined
    ? []
    : [{ id, userIds, ...(serialNumber && { serialNumber }), ...(createdAt && { createdAt }) }];
}

function devicesOf(token: Record<string, unknown>): readonly Record<string, unknown>[] {
  const embedded = isObject(token['_embedded']) ? token['_embedded']['devices'] : undefined;
  const devices = embedded ?? token['devices'];
  return Array.isArray(devices) ? devices.filter(isObject) : [];
}

function userOf(device: Record<string, unknown>): string | undefined {
  return isObject(device['user']) ? textOf(device['user'], 'id')?.toLowerCase() : undefined;
}
