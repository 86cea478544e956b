import { Secret } from '#libs/redaction';
import type { ReceivedToken, Received } from './inbound-event.js';
import type { SessionTerminated } from './session-terminated.js';
import type { TokenRef } from './token-ref.js';
import type { UserDeprovisioned } from './user-deprovisioned.js';

type Published = UserDeprovisioned | SessionTerminated;

const LOWER_CASE = ['environmentId', 'userId'] as const;

/** UUIDs in lower case, lists without repeats: two ways to write one event become one. */
export function normalised<Data extends Published>(data: Data): Data {
  const result = { ...data } as Record<string, unknown>;
  for (const field of LOWER_CASE) {
    const value = data[field];
    if (value !== undefined) {
      result[field] = value.toLowerCase();
    }
  }
  if ('oathTokenIds' in data && data.oathTokenIds !== undefined) {
    result['oathTokenIds'] = [...new Set(data.oathTokenIds.map((id) => id.toLowerCase()))];
  }
  if ('serialNumbers' in data && data.serialNumbers !== undefined) {
    result['serialNumbers'] = [...new Set(data.serialNumbers)];
  }
  if (data.tokens !== undefined) {
    result['tokens'] = distinct(data.tokens);
  }
  return result as Data;
}

function distinct(tokens: readonly TokenRef[]): readonly TokenRef[] {
  const byContent = new Map<string, TokenRef>();
  for (const ref of tokens) {
    byContent.set([ref.token, ref.clientId, ref.tokenTypeHint].join('\n'), ref);
  }
  return [...byContent.values()];
}

/** From here on no token can be printed by accident (promise P6). */
export function toReceived<Data extends Published>(data: Data): Received<Data> {
  const { tokens, ...rest } = data;
  const held = tokens?.map(({ token, ...ref }): ReceivedToken => ({ ...ref, token: new Secret(token) }));
  return held === undefined ? rest : { ...rest, tokens: held };
}
