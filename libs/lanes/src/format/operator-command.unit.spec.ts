import { describe, expect, it } from '@jest/globals';
import { encodeCommand, parseCommand, type OperatorCommand } from './operator-command.js';

const ID = '00000000-0000-4000-8000-000000000001';
const at = '2026-01-01T00:00:00.000Z';
const replay: OperatorCommand = {
  id: ID,
  at,
  by: 'ada',
  kind: 'replay',
  topic: 'in',
  partition: 1,
  from: 0n,
  until: 9_007_199_254_740_993n,
  mode: 'missing',
  keys: ['k'],
};

describe('a command', () => {
  it.each<OperatorCommand>([
    { id: ID, at, kind: 'pause' },
    { id: ID, at, kind: 'resume', by: 'ada' },
    replay,
    { ...replay, mode: 'again', everything: true },
    { id: ID, at, kind: 'replay-cancel', replay: ID },
    { id: ID, at, kind: 'cancel', work: ID, note: 'a mistake' },
  ])('of the kind $kind is read as it was written', (command) => {
    expect(parseCommand(Buffer.from(encodeCommand(command)))).toEqual(command);
  });

  it.each([
    ['a tombstone', null],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['of an unknown kind', JSON.stringify({ id: ID, at, kind: 'explode' })],
    ['without a time', JSON.stringify({ id: ID, at: 'now', kind: 'pause' })],
    ['without an id', JSON.stringify({ at, kind: 'pause' })],
    ['a cancel of nothing', JSON.stringify({ id: ID, at, kind: 'cancel' })],
    ['a replay that ends before it begins', encodeCommand({ ...replay, from: 5n, until: 4n })],
    ['a replay with keys that are no texts', encodeCommand(replay).replace('["k"]', '[1]')],
  ])('that is %s is none', (_, value) => {
    expect(parseCommand(value === null ? null : Buffer.from(value))).toBeUndefined();
  });
});
