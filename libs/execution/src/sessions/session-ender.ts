import type { Log } from '#libs/observability';
import type { Permit, PingOne } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { spend } from '../calls/ask.js';
import { inTheBackground } from '../calls/in-the-background.js';
import type { TurnToAct } from '../calls/turn-to-act.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';

/** Ends the session that an event names: `POST …/sessions/{sid}`. */
export class SessionEnder {
  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly turn: TurnToAct,
    private readonly log: Log,
  ) {}

  start(open: OpenRevocation, action: ActionOf<'end-session'>): void {
    const { progress, log } = this;
    inTheBackground('Ending a session', this.end(open, action), { open, step: action.step, progress, log });
  }

  private async end(open: OpenRevocation, { step, sessionId }: ActionOf<'end-session'>): Promise<Fact> {
    const { environmentId, lane } = open;
    await this.turn.of(lane);
    const permit = await this.pingone.gate.acquire({
      operation: 'end-session',
      environmentId,
      priority: open.priority('act'),
      signal: lane.signal,
    });
    return permit
      ? spend(permit, () => this.endWith(permit, open, { step, sessionId }))
      : { step, kind: 'session-not-ending' };
  }

  private async endWith(
    permit: Permit,
    open: OpenRevocation,
    { step, sessionId }: Pick<ActionOf<'end-session'>, 'step' | 'sessionId'>,
  ): Promise<Fact> {
    const { environmentId, id: transactionId, lane } = open;
    const isDurable = await this.progress.announce(open, { step, kind: 'session-ending' });
    if (!isDurable || !lane.mayAct()) {
      return { step, kind: 'session-not-ending' };
    }
    const mayLeave = (): boolean => lane.mayAct();
    const call = this.pingone.endSession(permit, { environmentId, transactionId, mayLeave, sessionId });
    const answer = await open.awaited(call);
    switch (answer.kind) {
      case 'ok': {
        const evidence = toEvidence(answer.evidence);
        return { step, kind: answer.value === 'ended' ? 'session-ended' : 'session-missing', evidence };
      }
      case 'wait':
      case 'withdrawn':
        return { step, kind: 'session-not-ending' };
      case 'rejected': {
        const failure = toFailure('request-rejected', answer);
        return { step, kind: 'session-failed', failure, evidence: toEvidence(answer.evidence) };
      }
      case 'unknown-outcome':
        return { step, kind: 'session-unknown' };
    }
  }
}
