import { describe, expect, test } from '@jest/globals';

import { errorName, errorRow } from './error-table.js';

describe('the table of errors', () => {
  test('names a code that is newer than the table by its number, and takes its effect for unknown', () => {
    expect(errorName(9_999)).toBe('ERROR_9999');
    expect(errorRow('ERROR_9999')).toEqual({ retriable: 'question', refresh: true, meaning: 'indefinite' });
  });

  test.each([
    ['UNREACHABLE', 'always', true, 'not-now'],
    ['NOT_LEADER_OR_FOLLOWER', 'always', true, 'not-now'],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'always', true, 'not-replicated'],
    ['CONCURRENT_TRANSACTIONS', 'always', false, 'coordinator-unavailable'],
    ['NO_ANSWER', 'question', true, 'indefinite'],
    ['TOPIC_AUTHORIZATION_FAILED', 'never', false, 'unauthorised'],
    ['PRODUCER_FENCED', 'never', false, 'fenced'],
  ])('%s may be sent again: %s; metadata first: %s; it means %s', (name, retriable, refresh, meaning) => {
    expect(errorRow(name)).toEqual({ retriable, refresh, meaning });
  });

  test('has one name for each code', () => {
    const names = Array.from({ length: 130 }, (_, code) => errorName(code)).filter(
      (name) => !name.startsWith('ERROR_'),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
