import { setTimeout as pause } from 'node:timers/promises';
import type { Fact } from '#libs/revocation';
import { toEvidence } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { liveSessions } from './live-sessions.js';

/** A listing that still shows what was ended, or shows what is new, is not made again at once. Milliseconds. */
const PAUSE_BETWEEN_ROUNDS = 250;

/** Looks which sessions a user has by now, whoever made them when: what is new is to be ended, too. */
export class UserSessionsVerifier implements ActionExecutor<'verify-user-sessions'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'policy' | 'now'>) {}

  async execute(
    open: ActiveRevocation,
    { step, userId, round }: ActionOf<'verify-user-sessions'>,
  ): Promise<Fact> {
    if (round > 1) {
      await pause(PAUSE_BETWEEN_ROUNDS * (round - 1), undefined, { signal: open.lane.signal });
    }
    const answer = await liveSessions(this.context, open, userId);
    const evidence = toEvidence(answer.evidence);
    const at = this.context.now();
    const sessions = answer.kind === 'ok' ? { sessions: answer.value } : {};
    return { step, kind: 'sessions-verified', at, ...sessions, evidence };
  }
}
