import { describe, expect, it } from '@jest/globals';
import { namesFor, TOPIC_NAMES } from './names.js';

describe('names on the broker', () => {
  it.each(['container', 'embedded'] as const)('are the default ones on one of our own (%s)', (kind) => {
    const { topics, groupId } = namesFor(kind, 'a1');
    expect(Object.entries(topics)).toEqual(TOPIC_NAMES.map((name) => [name, name]));
    expect(groupId).toBe('pingone-revocation');
  });

  it('are of this run alone on one that belongs to somebody', () => {
    const { topics, groupId } = namesFor('external', 'a1');
    expect(topics['revocation.ledger']).toBe('sandbox-a1.revocation.ledger');
    expect(groupId).toBe('sandbox-a1.pingone-revocation');
  });
});
