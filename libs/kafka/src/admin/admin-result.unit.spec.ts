import { describe, expect, test } from '@jest/globals';

import { resultOf } from './admin-result.js';

describe('resultOf', () => {
  test.each([
    [undefined, 'done'],
    ['TOPIC_AUTHORIZATION_FAILED', 'unauthorised'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'unauthorised'],
    ['GROUP_AUTHORIZATION_FAILED', 'unauthorised'],
    ['TOPIC_ALREADY_EXISTS', 'unchanged'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'refused'],
    ['INVALID_REPLICATION_FACTOR', 'refused'],
  ])('the creation of a topic that ends with %s is %s', (error, kind) => {
    const result = resultOf({ name: 't', ...(error !== undefined && { error }) }, 'TOPIC_ALREADY_EXISTS');
    expect(result.kind).toBe(kind);
  });

  test("what was refused keeps Kafka's own explanation", () => {
    const message = 'Replication factor: 7 larger than available brokers: 1.';
    expect(resultOf({ name: 't', error: 'INVALID_REPLICATION_FACTOR', message })).toEqual({
      kind: 'refused',
      name: 't',
      code: 'INVALID_REPLICATION_FACTOR',
      message,
    });
  });
});
