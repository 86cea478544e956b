import { isEmptyBody } from '../http/json.js';
import type { EndSession, EndUserSession, ListSessions, Page, UserSession } from '../operations.js';
import { pageOf, textOf } from './collection.js';
import type { ApiRequest, ReadableAnswer, Value } from './descriptor.js';

/** PingOne: "Create session ID", whose only use here is to sign the user out of that session. */
const LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

/** Works from a session id alone: no user id and no token is needed. */
export function endSession({ sessionId }: EndSession): ApiRequest<'ended' | 'not-found'> {
  return {
    method: 'POST',
    path: `sessions/${encodeURIComponent(sessionId)}`,
    body: { type: LOGOUT },
    read: readEnd,
  };
}

/** PingOne: "Delete session". */
export function endUserSession({ userId, sessionId }: EndUserSession): ApiRequest<'ended' | 'not-found'> {
  return {
    method: 'DELETE',
    path: `users/${encodeURIComponent(userId)}/sessions/${encodeURIComponent(sessionId)}`,
    read: readEnd,
  };
}

/** Also shows sessions that have expired (PingOne: "User sessions"), at most ten in all. */
export function listSessions({ userId, cursor }: ListSessions): ApiRequest<Page<UserSession>> {
  const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  return {
    method: 'GET',
    path: `users/${encodeURIComponent(userId)}/sessions${query}`,
    read: (answer) => pageOf(answer, 'sessions', userSession),
  };
}

/** PingOne's 204 has no body. A page of a proxy must not read as "ended" (P3). */
function readEnd({ status, body, json }: ReadableAnswer): Value<'ended' | 'not-found'> | undefined {
  if (status === 404) {
    return { value: 'not-found' };
  }
  return status < 300 && isEmptyBody(body, json) ? { value: 'ended' } : undefined;
}

function userSession(session: Record<string, unknown>): readonly UserSession[] {
  const id = textOf(session, 'id');
  const createdAt = textOf(session, 'createdAt');
  const expiresAt = textOf(session, 'expiresAt');
  return id === undefined ? [] : [{ id, ...(createdAt && { createdAt }), ...(expiresAt && { expiresAt }) }];
}
