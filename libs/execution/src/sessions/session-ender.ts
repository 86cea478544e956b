import type { Permit } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { spend } from '../calls/call-with-retry.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';

/** Ends the session that an event names: `POST …/sessions/{sid}`. */
export class SessionEnder implements ActionExecutor<'end-session'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'writer' | 'membership'>) {}

  async execute(open: ActiveRevocation, action: ActionOf<'end-session'>): Promise<Fact> {
    const { environmentId, lane } = open;
    await this.context.membership.wait(lane);
    const permit = await this.context.pingone.gate.acquire({
      operation: 'end-session',
      environmentId,
      priority: open.priority('act'),
      signal: lane.signal,
    });
    return permit
      ? spend(permit, () => this.#endWith(permit, open, action))
      : { step: action.step, kind: 'session-not-ending' };
  }

  async #endWith(
    permit: Permit,
    open: ActiveRevocation,
    { step, sessionId }: ActionOf<'end-session'>,
  ): Promise<Fact> {
    const { pingone, writer } = this.context;
    const isDurable = await writer.announce(open, { step, kind: 'session-ending' });
    if (!isDurable || !open.lane.mayAct()) {
      return { step, kind: 'session-not-ending' };
    }
    const answer = await open.awaited(pingone.call('end-session', permit, { ...open.change, sessionId }));
    switch (answer.kind) {
      case 'ok': {
        const evidence = toEvidence(answer.evidence);
        return { step, kind: answer.value === 'ended' ? 'session-ended' : 'session-missing', evidence };
      }
      case 'wait':
      case 'not-sent':
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
