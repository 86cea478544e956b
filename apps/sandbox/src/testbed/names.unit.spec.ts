import { describe, expect, it } from '@jest/globals';
import { byDefaultName } from '#libs/testbed';
import { namesFor } from './names.js';

describe('names on the broker', () => {
  it.each(['container', 'embedded'] as const)('are the default ones on a broker of our own (%s)', (kind) => {
    const { topics, groupId } = namesFor(kind, 'a1');
    const names = Object.entries(byDefaultName(topics));
    expect(names).toHaveLength(6);
    expect(names).toEqual(names.map(([name]) => [name, name]));
    expect(groupId).toBe('pingone-revocation');
  });

  it('are of this run alone on a broker that others use', () => {
    const { topics, groupId } = namesFor('external', 'a1');
    expect(topics.ledger).toBe('sandbox-a1.revocation.ledger');
    expect(groupId).toBe('sandbox-a1.pingone-revocation');
  });
});
