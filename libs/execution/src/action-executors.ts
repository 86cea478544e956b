import type { ExecutorContext } from './executor-context.js';
import { OathTokenFinder } from './lookups/oath-token-finder.js';
import { UserFinder } from './lookups/user-finder.js';
import { JobPoller } from './oath-jobs/job-poller.js';
import { JobSubmitter } from './oath-jobs/job-submitter.js';
import { ReadBack } from './oath-jobs/read-back.js';
import { TokenRevoker } from './oauth-tokens/token-revoker.js';
import type { ActionExecutors } from './in-progress/action-executor.js';
import { SessionEnder } from './sessions/session-ender.js';
import { SessionVerifier } from './sessions/session-verifier.js';
import { UserSessionsEnder } from './sessions/user-sessions-ender.js';
import { UserSessionsLister } from './sessions/user-sessions-lister.js';
import { UserSessionsVerifier } from './sessions/user-sessions-verifier.js';

/** Who carries out which action. */
export function actionExecutors(context: ExecutorContext): ActionExecutors {
  return {
    'find-user': new UserFinder(context),
    'find-oath-tokens': new OathTokenFinder(context),
    'end-session': new SessionEnder(context),
    'list-sessions': new UserSessionsLister(context),
    'end-user-sessions': new UserSessionsEnder(context),
    'verify-session': new SessionVerifier(context),
    'verify-user-sessions': new UserSessionsVerifier(context),
    'submit-oath': new JobSubmitter(context),
    'poll-oath': new JobPoller(context),
    'read-back': new ReadBack(context),
    'revoke-token': new TokenRevoker(context),
  };
}
