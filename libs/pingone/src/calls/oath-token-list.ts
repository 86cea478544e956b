import { isObject } from '../http/json.js';
import type { FindOathToken, ListOathTokens, OathToken, Page } from '../pingone.port.js';
import { atCursor, equals, isAnother, itemsOf, pageOf, textOf } from './collection.js';
import type { ManagementCall } from './management-calls.js';

/** PingOne: `GET /oathTokens?filter=serialNumber eq "X"`, the only filter that is documented. */
export function findOathTokenCall({
  environmentId,
  transactionId,
  serialNumber,
}: FindOathToken): ManagementCall<readonly OathToken[]> {
  return {
    operation: 'find-oath-token',
    environmentId,
    transactionId,
    method: 'GET',
    path: `oathTokens?filter=${equals('serialNumber', serialNumber)}`,
    read: ({ status, json }) => {
      const tokens = status < 300 ? itemsOf(json, 'oathTokens') : undefined;
      return (
        tokens && {
          value: tokens
            .flatMap((token) => oathToken(token))
            .filter((token) => !isAnother(token.serialNumber, serialNumber)),
        }
      );
    },
  };
}

/** All tokens of an environment with their owners, page by page; there are at most 100,000. */
export function listOathTokensCall({
  environmentId,
  transactionId,
  cursor,
}: ListOathTokens): ManagementCall<Page<OathToken>> {
  return {
    operation: 'list-oath-tokens',
    environmentId,
    transactionId,
    method: 'GET',
    path: `oathTokens?expand=devices${atCursor(cursor)}`,
    read: (answer) => pageOf(answer, 'oathTokens', oathToken),
  };
}

function oathToken(token: Record<string, unknown>): readonly OathToken[] {
  const id = textOf(token, 'id');
  const serialNumber = textOf(token, 'serialNumber');
  const createdAt = textOf(token, 'createdAt');
  const userIds = devicesOf(token).flatMap((device) => userOf(device) ?? []);
  return id === undefined
    ? []
    : [
        {
          id: id.toLowerCase(),
          userIds,
          ...(serialNumber && { serialNumber }),
          ...(createdAt && { createdAt }),
        },
      ];
}

function devicesOf(token: Record<string, unknown>): readonly Record<string, unknown>[] {
  const expanded = itemsOf(token, 'devices') ?? token['devices'];
  return Array.isArray(expanded) ? expanded.filter(isObject) : [];
}

function userOf(device: Record<string, unknown>): string | undefined {
  return isObject(device['user']) ? textOf(device['user'], 'id')?.toLowerCase() : undefined;
}
