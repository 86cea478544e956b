import type { EvidenceItem, Failure } from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { ask } from '../calls/ask.js';
import { inTheBackground } from '../calls/in-the-background.js';
import type { TurnToAct } from '../calls/turn-to-act.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { TokenIndex } from '../lookups/oath-token-index.js';
import { LIST_WITHOUT_END, USER_NOT_FOUND } from '../lookups/user-finder.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';
import { liveSessions } from './live-sessions.js';
import type { SessionClock } from './session-verifier.js';

interface Ended {
  readonly sessionId: string;
  readonly result: 'ended' | 'inferred' | 'missing' | Failure;
  readonly evidence: EvidenceItem;
}

/** Ends all sessions of a user: lists them, then deletes one by one (PingOne keeps ten at most). */
export class UserSessionsEnder {
  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly turn: TurnToAct,
    private readonly index: TokenIndex,
    private readonly clock: SessionClock,
    private readonly log: Log,
  ) {}

  list(open: OpenRevocation, action: ActionOf<'list-sessions'>): void {
    const { progress, log } = this;
    inTheBackground("Listing a user's sessions", this.listed(open, action), {
      open,
      step: action.step,
      progress,
      log,
    });
  }

  end(open: OpenRevocation, action: ActionOf<'end-user-sessions'>): void {
    const { progress, log } = this;
    inTheBackground("Ending a user's sessions", this.ended(open, action), {
      open,
      step: action.step,
      progress,
      log,
    });
  }

  private async listed(open: OpenRevocation, { step, userId }: ActionOf<'list-sessions'>): Promise<Fact> {
    const { environmentId } = open;
    const answer = await liveSessions(this.pingone, open, { userId, ...this.clock });
    const evidence = toEvidence(answer.evidence);
    if (answer.kind === 'ok') {
      return { step, kind: 'sessions-listed', sessions: answer.value, evidence };
    }
    if (answer.kind === 'unknown-outcome') {
      return { step, kind: 'sessions-failed', failure: LIST_WITHOUT_END, evidence };
    }
    const isGone = answer.httpStatus === 404;
    if (isGone) {
      await this.index.state(environmentId, open.lane.signal);
    }
    if (isGone && this.index.tokensOf(environmentId, userId).length > 0) {
      // Deleted, and known to have been there: the sessions went with the user.
      return { step, kind: 'sessions-listed', sessions: [], evidence };
    }
    const failure = isGone ? USER_NOT_FOUND : toFailure('request-rejected', answer);
    return { step, kind: 'sessions-failed', failure, evidence };
  }

  private async ended(open: OpenRevocation, action: ActionOf<'end-user-sessions'>): Promise<Fact> {
    const { step, sessionIds } = action;
    await this.turn.of(open.lane);
    const isDurable = await this.progress.announce(open, { step, kind: 'sessions-ending' });
    if (!isDurable || !open.lane.mayAct()) {
      return { step, kind: 'sessions-not-ending' };
    }
    const ends: Ended[] = [];
    for (const sessionId of sessionIds) {
      ends.push({ sessionId, ...(await this.endOne(open, { userId: action.userId, sessionId })) });
    }
    const failures = ends.flatMap(({ result }) => (typeof result === 'object' ? [result] : []));
    const [failure] = failures;
    const evidence = ends.at(-1)?.evidence;
    const inferred = idsOf(ends, 'inferred');
    return {
      step,
      kind: 'sessions-ended',
      ended: [...idsOf(ends, 'ended'), ...inferred],
      ...(inferred.length > 0 && { inferred: true }),
      missing: idsOf(ends, 'missing'),
      ...(failure ? { failure } : {}),
      ...(evidence ? { evidence } : {}),
    };
  }

  /** Deleting twice does no harm; a 404 after an unanswered attempt means that the attempt most likely worked. */
  private async endOne(
    open: OpenRevocation,
    session: { readonly userId: string; readonly sessionId: string },
  ): Promise<Omit<Ended, 'sessionId'>> {
    const { environmentId, id: transactionId } = open;
    const mayLeave = (): boolean => open.lane.mayAct();
    let missing: 'missing' | 'inferred' = 'missing';
    for (;;) {
      const answer = await ask(this.pingone, open, {
        operation: 'end-user-session',
        call: async (permit) => {
          if (!mayLeave()) {
            // By the time the permit came somebody else may hold the lane.
            permit.release();
            return { kind: 'withdrawn' };
          }
          return open.awaited(
            this.pingone.endUserSession(permit, { environmentId, transactionId, mayLeave, ...session }),
          );
        },
      });
      const evidence = toEvidence(answer.evidence);
      switch (answer.kind) {
        case 'ok':
          return { result: answer.value === 'ended' ? 'ended' : missing, evidence };
        case 'rejected':
          return { result: toFailure('request-rejected', answer), evidence };
        case 'unknown-outcome':
          missing = 'inferred';
      }
    }
  }
}

function idsOf(ends: readonly Ended[], wanted: 'ended' | 'inferred' | 'missing'): readonly string[] {
  return ends.filter(({ result }) => result === wanted).map(({ sessionId }) => sessionId);
}
