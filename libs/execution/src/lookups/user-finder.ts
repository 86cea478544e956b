import type { Failure } from '#libs/contracts';
import type { FoundUser } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { listAllPages } from '../calls/call-with-retry.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';

export const USER_NOT_FOUND: Failure = {
  code: 'user-not-found',
  message: 'PingOne does not know the user, or knows them no more.',
  retryable: true,
};
export const LIST_WITHOUT_END: Failure = {
  code: 'outcome-unknown',
  message: 'PingOne listed something in pages that lead back to each other; what is in it is not known.',
  retryable: true,
};
const AMBIGUOUS_FROM = 2;
const AMBIGUOUS: Failure = {
  code: 'user-ambiguous',
  message: 'PingOne knows more than one user by that name; no user was touched.',
  retryable: false,
};

/** Finds PingOne's id of a user whom the event names by username or external id. */
export class UserFinder implements ActionExecutor<'find-user'> {
  constructor(private readonly context: Pick<ExecutorContext, 'pingone'>) {}

  async execute(open: ActiveRevocation, { step, by, value }: ActionOf<'find-user'>): Promise<Fact> {
    const { pingone } = this.context;
    const answer = await listAllPages(
      pingone,
      open,
      'find-users',
      (permit, at) => pingone.call('find-users', permit, { ...open.call, by, value, ...at }),
      AMBIGUOUS_FROM,
    );
    const evidence = toEvidence(answer.evidence);
    if (answer.kind !== 'ok') {
      const failure = answer.kind === 'rejected' ? toFailure('request-rejected', answer) : LIST_WITHOUT_END;
      return { step, kind: 'user-not-found', failure, evidence };
    }
    const [user, ...others] = answer.value;
    return user && others.length === 0
      ? { step, kind: 'user-found', userId: user.id, ...accountOf(user), evidence }
      : { step, kind: 'user-not-found', failure: user ? AMBIGUOUS : USER_NOT_FOUND, evidence };
  }
}

/** What PingOne shows of the user besides the id: it costs no further call. */
function accountOf({ createdAt, enabled }: FoundUser): Pick<Fact & { kind: 'user-found' }, 'account'> {
  const account = {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(enabled === undefined ? {} : { enabled }),
  };
  return Object.keys(account).length === 0 ? {} : { account };
}
