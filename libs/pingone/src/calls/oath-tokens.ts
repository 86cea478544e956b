import { isObject } from '../http/json.js';
import type { ReadOathToken } from '../pingone.port.js';
import type { ReadableAnswer, Value } from './caller.js';
import type { ManagementCall } from './management-calls.js';

export function readOathTokenCall({
  environmentId,
  transactionId,
  tokenId,
}: ReadOathToken): ManagementCall<'present' | 'gone'> {
  return {
    operation: 'read-oath-token',
    environmentId,
    transactionId,
    method: 'GET',
    path: `oathTokens/${encodeURIComponent(tokenId)}`,
    read: readPresence,
  };
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
