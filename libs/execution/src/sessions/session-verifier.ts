import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { ask } from '../calls/ask.js';
import { inTheBackground } from '../calls/in-the-background.js';
import { toEvidence } from '../evidence.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';
import { liveSessions } from './live-sessions.js';

/** What the age of sessions is judged by. */
export interface SessionClock {
  readonly now: () => number;
  readonly clockToleranceMs: number;
}

/** A listing that still shows what was ended, or shows what is new, is not made again at once. Milliseconds. */
const PAUSE_BETWEEN_ROUNDS = 250;

/** Looks whether sessions that PingOne says it has ended are gone. */
export class SessionVerifier {
  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly clock: SessionClock,
    private readonly log: Log,
  ) {}

  ofOne(open: OpenRevocation, action: ActionOf<'verify-session'>): void {
    const { progress, log } = this;
    inTheBackground('Verifying the end of a session', this.one(open, action), {
      open,
      step: action.step,
      progress,
      log,
    });
  }

  ofUser(open: OpenRevocation, action: ActionOf<'verify-user-sessions'>): void {
    const { progress, log } = this;
    inTheBackground("Verifying the end of a user's sessions", this.all(open, action), {
      open,
      step: action.step,
      progress,
      log,
    });
  }

  /**
   * No page of PingOne reads a session by its id alone. To end it once more does no
   * harm, and is answered by 404 where it is gone; any other answer shows nothing.
   */
  private async one(open: OpenRevocation, { step, sessionId }: ActionOf<'verify-session'>): Promise<Fact> {
    const { environmentId, id: transactionId, lane } = open;
    const mayLeave = (): boolean => lane.mayAct();
    const answer = await ask(this.pingone, open, {
      operation: 'end-session',
      call: (permit) =>
        this.pingone.endSession(permit, { environmentId, transactionId, mayLeave, sessionId }),
    });
    const isGone = answer.kind === 'ok' && answer.value === 'not-found';
    const evidence = toEvidence(answer.evidence);
    const verified = { at: this.clock.now(), gone: 1, remaining: 0 };
    return { step, kind: 'session-verified', ...(isGone && { verified }), evidence };
  }

  /** All that are there by now, whoever made them when: what is new is to be ended, too. */
  private async all(
    open: OpenRevocation,
    { step, userId, round }: ActionOf<'verify-user-sessions'>,
  ): Promise<Fact> {
    if (round > 1) {
      await pause(PAUSE_BETWEEN_ROUNDS * (round - 1), undefined, { signal: open.lane.signal });
    }
    const answer = await liveSessions(this.pingone, open, { userId, ...this.clock });
    const evidence = toEvidence(answer.evidence);
    const at = this.clock.now();
    return answer.kind === 'ok'
      ? { step, kind: 'sessions-verified', at, sessions: answer.value, evidence }
      : { step, kind: 'sessions-verified', at, evidence };
  }
}
