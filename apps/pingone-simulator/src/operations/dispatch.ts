import type { Answer } from '../answers/answer.js';
import { accessDenied, accessTokenRefused, notFound } from '../answers/pingone-errors.js';
import type { Operation } from '../operation.js';
import type { World } from '../world.js';
import { authorize } from './authorization.js';
import { readOathJob, submitOathJob } from './oath-jobs.js';
import { deleteOathToken, listOathTokens, readOathToken } from './oath-tokens.js';
import type { PingOneRequest, PlatformOperation } from './pingone-request.js';
import { deleteSession, listSessions, readSession, signOffSession } from './sessions.js';
import { findUsers, listDevices, readUser } from './users.js';

function platform(run: PlatformOperation, request: PingOneRequest, world: World): Answer {
  const grant = request.caller.kind === 'bearer' ? request.caller.grant : undefined;
  if (grant === undefined) {
    return accessTokenRefused();
  }
  if (grant.kind !== 'worker') {
    return accessDenied();
  }
  const { workerRoles, workerWithoutRole } = world.settings();
  const environment = world.environments.get(request.route.environmentId);
  if (environment && workerRoles !== null && !workerRoles.includes(environment.id)) {
    return accessDenied(workerWithoutRole);
  }
  return environment === undefined
    ? notFound('The environment')
    : run({ request, environment, clientId: grant.clientId, world });
}

export function dispatch(
  operation: Operation,
  request: PingOneRequest,
  world: World,
): Answer | Promise<Answer> {
  switch (operation) {
    case 'submit-oath-job':
      return platform(submitOathJob, request, world);
    case 'read-oath-job':
      return platform(readOathJob, request, world);
    case 'list-oath-tokens':
      return platform(listOathTokens, request, world);
    case 'read-oath-token':
      return platform(readOathToken, request, world);
    case 'delete-oath-token':
      return platform(deleteOathToken, request, world);
    case 'find-users':
      return platform(findUsers, request, world);
    case 'read-user':
      return platform(readUser, request, world);
    case 'list-devices':
      return platform(listDevices, request, world);
    case 'list-sessions':
      return platform(listSessions, request, world);
    case 'read-session':
      return platform(readSession, request, world);
    case 'delete-session':
      return platform(deleteSession, request, world);
    case 'sign-off-session':
      return platform(signOffSession, request, world);
    case 'issue-token':
    case 'revoke-token':
    case 'introspect-token':
    case 'read-keys':
      return authorize(operation, request, world);
  }
}
