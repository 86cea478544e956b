import { describe, expect, it } from '@jest/globals';
import { mayBeUrgent } from './active-revocation.js';

describe('a record that may be urgent', () => {
  it.each([
    ['says so in its data', '{"userId":"u","cause":"compromise"}', true],
    ['says so in a structured CloudEvent', '{"specversion":"1.0","data":{"cause" : "compromise"}}', true],
    ['has the word anywhere: it is read then, and is what it is', '{"userId":"compromise"}', true],
    ['has another cause', '{"userId":"u","cause":"leaver"}', false],
    ['is empty', '', false],
  ])('%s', (_what, value, expected) => {
    expect(mayBeUrgent({ value: Buffer.from(value) })).toBe(expected);
  });

  it('is no tombstone', () => {
    expect(mayBeUrgent({ value: null })).toBe(false);
  });
});
