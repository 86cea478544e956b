import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../operation.js';
import { routeOf } from './routes.js';

const ENV = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';

describe('routeOf', () => {
  it.each<[string, string, Operation, { id?: string; owner?: string }]>([
    ['POST', `/v1/environments/${ENV}/oathJobs`, 'submit-oath-job', {}],
    ['GET', `/v1/environments/${ENV}/oathJobs/j1`, 'read-oath-job', { id: 'j1' }],
    ['GET', `/v1/environments/${ENV}/oathTokens`, 'list-oath-tokens', {}],
    ['GET', `/v1/environments/${ENV}/oathTokens/t1`, 'read-oath-token', { id: 't1' }],
    ['DELETE', `/v1/environments/${ENV}/oathTokens/t1`, 'delete-oath-token', { id: 't1' }],
    ['GET', `/v1/environments/${ENV}/users`, 'find-users', {}],
    ['GET', `/v1/environments/${ENV}/users/u1`, 'read-user', { id: 'u1' }],
    ['GET', `/v1/environments/${ENV}/users/u1/devices`, 'list-devices', { owner: 'u1' }],
    ['GET', `/v1/environments/${ENV}/users/u1/sessions`, 'list-sessions', { owner: 'u1' }],
    ['GET', `/v1/environments/${ENV}/users/u1/sessions/s1`, 'read-session', { owner: 'u1', id: 's1' }],
    ['DELETE', `/v1/environments/${ENV}/users/u1/sessions/s1`, 'delete-session', { owner: 'u1', id: 's1' }],
    ['POST', `/v1/environments/${ENV}/sessions/s1`, 'sign-off-session', { id: 's1' }],
    ['POST', `/${ENV}/as/token`, 'issue-token', {}],
    ['POST', `/${ENV}/as/revoke`, 'revoke-token', {}],
    ['POST', `/${ENV}/as/introspect`, 'introspect-token', {}],
    ['GET', `/${ENV}/as/jwks`, 'read-keys', {}],
  ])('%s %s is %s', (method, path, operation, { id = '', owner = '' }) => {
    expect(routeOf(method, path)).toEqual({
      kind: 'route',
      route: { operation, environmentId: ENV, id, owner },
    });
  });

  it('takes ids in either case', () => {
    expect(routeOf('GET', `/v1/environments/${ENV.toUpperCase()}/oathJobs/J1`)).toMatchObject({
      route: { environmentId: ENV, id: 'j1' },
    });
  });

  it.each([
    ['DELETE', `/v1/environments/${ENV}/oathJobs/j1`, ['GET']],
    ['GET', `/v1/environments/${ENV}/oathJobs`, ['POST']],
    ['PUT', `/v1/environments/${ENV}/oathTokens/t1`, ['GET', 'DELETE']],
    ['GET', `/${ENV}/as/revoke`, ['POST']],
  ])('%s %s is a method that is not allowed', (method, path, allowed) => {
    expect(routeOf(method, path)).toEqual({ kind: 'method-not-allowed', allowed });
  });

  it.each([
    ['/'],
    ['/v1'],
    [`/v1/environments/${ENV}`],
    [`/v1/environments/${ENV}/constructor`],
    [`/v1/populations/${ENV}/oathJobs`],
    [`/v1/environments/${ENV}/groups/g1/sessions`],
    [`/v1/environments/${ENV}/users/u1/sessions/s1/more`],
    [`/${ENV}/as/userinfo`],
    [`/${ENV}/saml/token`],
  ])('%s leads nowhere', (path) => {
    expect(routeOf('GET', path)).toEqual({ kind: 'not-found' });
  });

  it('does not answer where the self link of a job points: that is no documented endpoint', () => {
    expect(routeOf('GET', `/v1/environments/${ENV}/jobs/j1`)).toEqual({ kind: 'not-found' });
  });
});
