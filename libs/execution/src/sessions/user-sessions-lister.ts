import type { Fact } from '#libs/revocation';
import { isNotFound, toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import { LIST_WITHOUT_END, USER_NOT_FOUND } from '../lookups/user-finder.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { liveSessions } from './live-sessions.js';

/** Lists a user's sessions. */
export class UserSessionsLister implements ActionExecutor<'list-sessions'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone' | 'policy' | 'now' | 'tokenIndex'>) {}

  async execute(open: ActiveRevocation, { step, userId }: ActionOf<'list-sessions'>): Promise<Fact> {
    const answer = await liveSessions(this.context, open, userId);
    const evidence = toEvidence(answer.evidence);
    if (answer.kind === 'ok') {
      return { step, kind: 'sessions-listed', sessions: answer.value, evidence };
    }
    if (answer.kind === 'unknown-outcome') {
      return { step, kind: 'sessions-failed', failure: LIST_WITHOUT_END, evidence };
    }
    if (!isNotFound(answer)) {
      return { step, kind: 'sessions-failed', failure: toFailure('request-rejected', answer), evidence };
    }
    const { environmentId, lane } = open;
    const { tokenIndex } = this.context;
    await tokenIndex.state(environmentId, lane.signal);
    return tokenIndex.tokensOf(environmentId, userId).length > 0
      ? // Deleted, and known to have been there: the sessions went with the user.
        { step, kind: 'sessions-listed', sessions: [], evidence }
      : { step, kind: 'sessions-failed', failure: USER_NOT_FOUND, evidence };
  }
}
