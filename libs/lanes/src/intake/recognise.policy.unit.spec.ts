import { describe, expect, test } from '@jest/globals';

import { recognise } from './recognise.policy.js';

const A = '0011223344556677';
const B = '8899aabbccddeeff';
const identity = { id: 'event', fingerprint: `${A}0123`, conflictId: () => 'event+content' };

describe(recognise.name, () => {
  test.each([
    ['what is not known is new', {}, { kind: 'new', id: 'event', fingerprint: A }],
    ['the same content is a repeat', { event: A }, { kind: 'known', id: 'event' }],
    [
      'other content of a known id is never ignored',
      { event: B },
      { kind: 'conflict', id: 'event+content', fingerprint: A },
    ],
    [
      'a repeat of the other content is a repeat',
      { event: B, 'event+content': A },
      { kind: 'known', id: 'event+content' },
    ],
  ])('%s', (_rule, known: Record<string, string>, expected) => {
    expect(recognise(identity, (id) => known[id])).toEqual(expected);
  });

  test('the id of a conflict is asked for only then', () => {
    const asked: string[] = [];
    const spying = { ...identity, conflictId: () => (asked.push('asked'), 'x') };
    recognise(spying, () => undefined);
    recognise(spying, () => A);
    expect(asked).toEqual([]);
  });
});
