import { describe, expect, it } from '@jest/globals';
import { TAG_HEADER } from '../load/item.js';
import { eventsIn, inputRecords, type Aftermath } from './input-records.js';
import { anEvent } from './observed.mother.js';

const record = (tag: string, offset: bigint) => ({
  ...{ topic: 'in', partition: 0, offset },
  headers: { [TAG_HEADER]: Buffer.from(tag) },
});
const taken = (tag: string, offset: bigint, other: { incarnation?: number; wasRead?: boolean } = {}) => ({
  ...{ topic: 'in', partition: 0, offset, tag, incarnation: 0, takenAt: 100, wasRead: false },
  ...other,
});
const aftermath = (other: Partial<Aftermath>): Aftermath => ({
  ...{ lanes: 2, taken: [], cuts: [] },
  incarnationOf: () => 0,
  isSaid: () => true,
  ...other,
});
const items = new Map(['1', '2', '3'].map((tag) => [tag, anEvent(tag).item]));
const events = (inputs: readonly ReturnType<typeof record>[], after: Aftermath) =>
  eventsIn(inputRecords(inputs, after), items, after).events;

describe('the records of the inputs', () => {
  it('of a topic that was deleted have places of their own', () => {
    const after = aftermath({ taken: [taken('1', 5n)], incarnationOf: () => 1 });
    expect(events([record('2', 5n)], after)).toMatchObject([
      { identity: '1', records: ['in@0/0/5'], taken: 'said' },
      { identity: '2', records: ['in/0/5'] },
    ]);
  });

  it('that were deleted and are there again after a crash of the broker count once, as taken away', () => {
    const after = aftermath({ taken: [taken('1', 5n)] });
    expect(events([record('1', 5n), record('2', 6n)], after)).toMatchObject([
      { identity: '1', records: ['in/0/5'], taken: 'said' },
      { identity: '2', records: ['in/0/6'] },
    ]);
  });

  it.each([
    ['a copy of it is still there', aftermath({ taken: [taken('1', 5n)] }), [record('1', 6n)], undefined],
    ['its lane had read it', aftermath({ taken: [taken('1', 5n, { wasRead: true })] }), [], undefined],
    [
      'its lane had read it, and its ledger lost its end afterwards',
      aftermath({
        taken: [taken('1', 5n, { wasRead: true })],
        cuts: [{ lane: 0, killedAt: 200, acceptedAt: 300 }],
      }),
      [],
      'said',
    ],
    ['nothing was said of it', aftermath({ taken: [taken('1', 5n)], isSaid: () => false }), [], 'unsaid'],
  ] as const)('tell whether an event needs no answer, where %s', (_, after, inputs, expected) => {
    expect(events(inputs, after)[0]?.taken).toBe(expected);
  });
});
