import type { UserSession } from '#libs/pingone';
import { listAllPages, type PingOneResponse } from '../calls/call-with-retry.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';

/** All sessions of a user that are listed, but for those that have expired: they are dead by themselves. */
export async function liveSessions(
  { pingone, policy, now }: Pick<ExecutorContext, 'pingone' | 'policy' | 'now'>,
  open: ActiveRevocation,
  userId: string,
): Promise<PingOneResponse<readonly UserSession[]>> {
  const answer = await listAllPages(pingone, open, 'list-sessions', (permit, at) =>
    pingone.call('list-sessions', permit, { ...open.call, userId, ...at }),
  );
  if (answer.kind !== 'ok') {
    return answer;
  }
  // PingOne ends a session by its own clock.
  const time = now() - policy.clockToleranceMs;
  // What is not shown to be over is alive: also by a time that cannot be understood.
  const isOver = (expiresAt: string): boolean => Date.parse(expiresAt) <= time;
  const value = answer.value.filter(({ expiresAt }) => !expiresAt || !isOver(expiresAt));
  return { ...answer, value };
}
