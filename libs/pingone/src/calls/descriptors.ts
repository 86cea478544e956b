import type { Operation } from '../operations.js';
import type { Descriptor } from './descriptor.js';
import { readOathJob, submitOathJob } from './oath-jobs.js';
import { findOathToken, listOathTokens, readOathToken } from './oath-tokens.js';
import { endSession, endUserSession, listSessions } from './sessions.js';
import { revokeToken } from './token-revocation.js';
import { findUsers, listDevices } from './users.js';

/** How each operation is sent; docs/reference/pingone-calls.md has the same table for people. */
export const DESCRIPTORS: { readonly [Op in Operation]: Descriptor<Op> } = {
  'submit-oath-job': { effect: 'changes', by: 'worker', describe: submitOathJob },
  'read-oath-job': { effect: 'reads', by: 'worker', describe: readOathJob },
  'read-oath-token': { effect: 'reads', by: 'worker', describe: readOathToken },
  'revoke-token': { effect: 'changes', by: 'application', describe: revokeToken },
  'find-users': { effect: 'reads', by: 'worker', describe: findUsers },
  'list-devices': { effect: 'reads', by: 'worker', describe: listDevices },
  'find-oath-token': { effect: 'reads', by: 'worker', describe: findOathToken },
  'list-oath-tokens': { effect: 'reads', by: 'worker', describe: listOathTokens },
  'list-sessions': { effect: 'reads', by: 'worker', describe: listSessions },
  'end-session': { effect: 'changes', by: 'worker', describe: endSession },
  'end-user-session': { effect: 'changes', by: 'worker', describe: endUserSession },
};
