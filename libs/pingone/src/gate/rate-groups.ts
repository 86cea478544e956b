import type { ScopeOperation } from '../operation.js';

/**
 * PingOne counts requests by rate groups of the licence, each with a limit of
 * its own ("Rate limiting"). Which endpoint is in which group is on pages that
 * were not to be had; this is our reading, by the services that answer. So one
 * budget is for all unless somebody who knows the licence says otherwise.
 */
export const RATE_GROUPS = ['oath', 'users', 'authorization'] as const;

export type RateGroup = (typeof RATE_GROUPS)[number];

/** Requests per second of the groups that have a budget of their own. */
export type RateGroupLimits = Readonly<Partial<Record<RateGroup, number>>>;

export const RATE_GROUP_OF: Readonly<Record<ScopeOperation, RateGroup>> = {
  'submit-oath-job': 'oath',
  'read-oath-job': 'oath',
  'read-oath-token': 'oath',
  'find-oath-token': 'oath',
  'list-oath-tokens': 'oath',
  'find-users': 'users',
  'list-devices': 'users',
  'list-sessions': 'users',
  'end-session': 'users',
  'end-user-session': 'users',
  'revoke-token': 'authorization',
  'worker-token': 'authorization',
};
