import { json, noContent, type Answer } from '../answers/answer.js';
import { notFound, unsupportedMediaType } from '../answers/pingone-errors.js';
import type { Session } from '../platform/sessions.js';
import { askedPage, isAsked, pageLinks, pageOf } from './page.js';
import { environmentUrl, mediaTypeOf, type PlatformCall } from './pingone-request.js';

const LOGOUT_MEDIA_TYPE = 'application/vnd.pingidentity.sso.session.logout';

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

function sessionBody(call: PlatformCall, session: Session): object {
  const href = environmentUrl(call.request, call.environment);
  return {
    _links: {
      self: { href: `${href}/users/${session.userId}/sessions/${session.id}` },
      environment: { href },
      user: { href: `${href}/users/${session.userId}` },
    },
    id: session.id,
    environment: { id: call.environment.id },
    user: { id: session.userId },
    createdAt: iso(session.createdAt),
    activeAt: iso(session.createdAt),
    expiresAt: iso(session.expiresAt),
    lastSignOn: { at: iso(session.createdAt), remoteIp: '192.0.2.1' },
    browser: { name: 'Firefox', version: '140.0' },
    operatingSystem: { name: 'Linux' },
    device: { type: 'Computer' },
  };
}

/** Expired ones are listed too. */
export function listSessions(call: PlatformCall): Answer {
  const { request, environment } = call;
  const { owner } = request.route;
  if (environment.users.get(owner) === undefined) {
    return notFound('The user');
  }
  const asked = askedPage(call);
  if (!isAsked(asked)) {
    return asked;
  }
  const sessions = environment.sessions.ofUser(owner);
  const page = pageOf(sessions, asked);
  const href = environmentUrl(request, environment);
  return json(200, {
    _links: {
      ...pageLinks(call, `users/${owner}/sessions`, page.next),
      environment: { href },
      user: { href: `${href}/users/${owner}` },
    },
    _embedded: { sessions: page.items.map((session) => sessionBody(call, session)) },
    count: sessions.length,
    size: page.items.length,
  });
}

/** Undefined also for a session of another user. */
function sessionOfOwner({ request, environment }: PlatformCall): Session | undefined {
  const session = environment.sessions.get(request.route.id);
  return session?.userId === request.route.owner ? session : undefined;
}

export function readSession(call: PlatformCall): Answer {
  const session = sessionOfOwner(call);
  return session === undefined ? notFound('The session') : json(200, sessionBody(call, session));
}

export function deleteSession(call: PlatformCall): Answer {
  const session = sessionOfOwner(call);
  if (session === undefined) {
    return notFound('The session');
  }
  call.environment.endSession(session.id, 'deleted', call.request.transactionId);
  call.environment.signInAgain(session, call.world.settings().signsInAgain);
  return noContent;
}

/** Works from the session id alone: what `sid` in a token is good for. */
export function signOffSession({ request, environment, world }: PlatformCall): Answer {
  if (mediaTypeOf(request.headers['content-type']) !== LOGOUT_MEDIA_TYPE) {
    return unsupportedMediaType(world.settings().wrongMediaType, LOGOUT_MEDIA_TYPE);
  }
  return environment.endSession(request.route.id, 'signed-off', request.transactionId)
    ? noContent
    : notFound('The session');
}
