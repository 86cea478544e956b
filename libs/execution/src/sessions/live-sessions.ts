import type { PingOne, UserSession } from '#libs/pingone';
import type { Said } from '../calls/ask.js';
import { askForAll } from '../calls/ask-for-all.js';
import type { OpenRevocation } from '../open/open-revocation.js';

export interface LiveSessionsRequest {
  readonly userId: string;
  readonly now: () => number;
  /** PingOne ends a session by its own clock. */
  readonly clockToleranceMs: number;
}

/** All sessions of a user that are listed, but for those that have expired: they are dead by themselves. */
export async function liveSessions(
  pingone: Pick<PingOne, 'gate' | 'listSessions'>,
  open: OpenRevocation,
  { userId, now, clockToleranceMs }: LiveSessionsRequest,
): Promise<Said<readonly UserSession[]>> {
  const { environmentId, id: transactionId } = open;
  const answer = await askForAll(pingone, open, {
    operation: 'list-sessions',
    call: (permit, at) => pingone.listSessions(permit, { environmentId, transactionId, userId, ...at }),
  });
  if (answer.kind !== 'ok') {
    return answer;
  }
  const time = now() - clockToleranceMs;
  const value = answer.value.filter(({ expiresAt }) => !expiresAt || Date.parse(expiresAt) > time);
  return { ...answer, value };
}
