import type { EvidenceItem, Failure } from '#libs/contracts';
import type { Fact } from '#libs/revocation';
import { attemptWithRetry } from '../calls/call-with-retry.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';

interface Ended {
  readonly sessionId: string;
  readonly result: 'ended' | 'inferred' | 'missing' | Failure;
  readonly evidence: EvidenceItem;
}

/** Ends the sessions of a user that were listed, one by one (PingOne keeps ten at most). */
export class UserSessionsEnder implements ActionExecutor<'end-user-sessions'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'writer' | 'membership'>) {}

  async execute(
    open: ActiveRevocation,
    { step, userId, sessionIds }: ActionOf<'end-user-sessions'>,
  ): Promise<Fact> {
    await this.context.membership.wait(open.lane);
    const isDurable = await this.context.writer.announce(open, { step, kind: 'sessions-ending' });
    if (!isDurable || !open.lane.mayAct()) {
      return { step, kind: 'sessions-not-ending' };
    }
    const ends: Ended[] = [];
    for (const sessionId of sessionIds) {
      ends.push({ sessionId, ...(await this.#end(open, { userId, sessionId })) });
    }
    const [failure] = ends.flatMap(({ result }) => (typeof result === 'object' ? [result] : []));
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
  async #end(
    open: ActiveRevocation,
    session: { readonly userId: string; readonly sessionId: string },
  ): Promise<Omit<Ended, 'sessionId'>> {
    const { pingone } = this.context;
    let missing: 'missing' | 'inferred' = 'missing';
    for (;;) {
      const answer = await attemptWithRetry(pingone, open, 'end-user-session', async (permit) =>
        open.lane.mayAct()
          ? open.awaited(pingone.call('end-user-session', permit, { ...open.change, ...session }))
          : // By the time the permit came somebody else may hold the lane.
            { kind: 'not-sent' },
      );
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
