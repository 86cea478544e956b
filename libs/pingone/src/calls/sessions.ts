import type { EndSession, EndUserSession, ListSessions, Page, UserSession } from '../pingone.port.js';
import type { ReadableAnswer, Value } from './caller.js';
import { pageOf, textOf } from './collection.js';
import type { ManagementCall } from './management-calls.js';

/** PingOne: "Create session ID", whose only use here is to sign the user out of that session. */
const LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

/** Works from a session id alone: no user id and no token is needed. */
export function endSessionCall({
  environmentId,
  transactionId,
  mayLeave,
  sessionId,
}: EndSession): ManagementCall<'ended' | 'not-found'> {
  return {
    operation: 'end-session',
    environmentId,
    transactionId,
    mayLeave,
    method: 'POST',
    path: `sessions/${encodeURIComponent(sessionId)}`,
    body: { type: LOGOUT },
    read: readEnd,
  };
}

/** PingOne: "Delete session". */
export function endUserSessionCall({
  environmentId,
  transactionId,
  mayLeave,
  userId,
  sessionId,
}: EndUserSession): ManagementCall<'ended' | 'not-found'> {
  return {
    operation: 'end-user-session',
    environmentId,
    transactionId,
    mayLeave,
    method: 'DELETE',
    path: `users/${encodeURIComponent(userId)}/sessions/${encodeURIComponent(sessionId)}`,
    read: readEnd,
  };
}

/** Also shows sessions that have expired (PingOne: "User sessions"), at most ten in all. */
export function listSessionsCall({
  environmentId,
  transactionId,
  userId,
  cursor,
}: ListSessions): ManagementCall<Page<UserSession>> {
  return {
    operation: 'list-sessions',
    environmentId,
    transactionId,
    method: 'GET',
    path: `users/${encodeURIComponent(userId)}/sessions${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
    read: (answer) => pageOf(answer, 'sessions', userSession),
  };
}

function readEnd({ status }: ReadableAnswer): Value<'ended' | 'not-found'> | undefined {
  if (status === 404) {
    return { value: 'not-found' };
  }
  return status < 300 ? { value: 'ended' } : undefined;
}

function userSession(session: Record<string, unknown>): readonly UserSession[] {
  const id = textOf(session, 'id');
  const createdAt = textOf(session, 'createdAt');
  const expiresAt = textOf(session, 'expiresAt');
  return id === undefined
    ? []
    : [
        {
          id,
          ...(createdAt === undefined ? {} : { createdAt }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        },
      ];
}
