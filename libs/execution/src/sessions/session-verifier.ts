import type { Fact } from '#libs/revocation';
import { callWithRetry } from '../calls/call-with-retry.js';
import { toEvidence } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';

/**
 * Looks whether a session that PingOne says it has ended is gone. No page of
 * PingOne reads a session by its id alone. To end it once more does no harm, and
 * is answered by 404 where it is gone; any other answer shows nothing.
 */
export class SessionVerifier implements ActionExecutor<'verify-session'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'now'>) {}

  async execute(open: ActiveRevocation, { step, sessionId }: ActionOf<'verify-session'>): Promise<Fact> {
    const { pingone, now } = this.context;
    const answer = await callWithRetry(pingone, open, 'end-session', { ...open.change, sessionId });
    const isGone = answer.kind === 'ok' && answer.value === 'not-found';
    const verified = { at: now(), gone: 1, remaining: 0 };
    const evidence = toEvidence(answer.evidence);
    return { step, kind: 'session-verified', ...(isGone && { verified }), evidence };
  }
}
