import { describe, expect, test } from '@jest/globals';

import { protocolErrorOf, refusal } from './admin-results.js';

describe('refusal', () => {
  test.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'unauthorised'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'unauthorised'],
    ['GROUP_AUTHORIZATION_FAILED', 'unauthorised'],
    ['TOPIC_ALREADY_EXISTS', 'unchanged'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'unchanged'],
    ['GROUP_ID_NOT_FOUND', 'unchanged'],
    ['INVALID_REPLICATION_FACTOR', 'refused'],
  ])('%s is %s', (code, kind) => {
    expect(refusal('t', code, 'm').kind).toBe(kind);
  });
});

describe('protocolErrorOf', () => {
  const inner = Object.assign(new Error('why'), { code: 38 });
  test.each([
    ['an error of the protocol', inner],
    ['its retried form', new Error('retries exceeded', { cause: inner })],
    ['an aggregate of topics', Object.assign(new Error('several'), { errors: [inner] })],
    ['the groups of a deletion', Object.assign(new Error('groups'), { groups: [{ error: inner }] })],
  ])("finds Kafka's own code in %s", (_what, error) => {
    expect(protocolErrorOf(error)).toEqual({ code: 'INVALID_REPLICATION_FACTOR', message: 'why' });
  });

  test('a lost connection is no answer', () => {
    expect(protocolErrorOf(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBeUndefined();
  });
});
