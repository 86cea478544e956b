import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { PartitionPosition } from './partition-position.js';

const record = (offset: bigint) => ({ offset, timestamp: Number(offset) * 10 });

describe(PartitionPosition.name, () => {
  test('it is the end of the contiguous prefix of what is accounted for, whatever the order', () => {
    const scenarios = fc
      .tuple(
        fc.uniqueArray(fc.bigInt({ min: 0n, max: 500n }), { minLength: 1 }),
        fc.bigInt({ min: 501n, max: 600n }),
      )
      .chain(([offsets, end]) => {
        const sorted = offsets.sort((a, b) => (a < b ? -1 : 1));
        return fc.record({
          offsets: fc.constant(sorted),
          end: fc.constant(end),
          order: fc.shuffledSubarray(
            sorted.map((_, at) => at),
            { minLength: sorted.length },
          ),
        });
      });
    fc.assert(
      fc.property(scenarios, ({ offsets, end, order }) => {
        const position = new PartitionPosition({ next: 0n });
        const tickets = offsets.map((offset) => position.track(record(offset)));
        position.reach(end);
        const accounted = new Set<number>();
        for (const at of order) {
          const ticket = tickets[at];
          if (ticket) {
            position.account(ticket);
          }
          accounted.add(at);
          position.advance();
          const blocked = offsets.findIndex((_, index) => !accounted.has(index));
          expect(position.stored.next).toBe(blocked === -1 ? end : offsets[blocked]);
        }
      }),
    );
  });

  test('remembers the record before it', () => {
    const position = new PartitionPosition({ next: 5n });
    const first = position.track(record(5n));
    position.track(record(9n));
    position.account(first);
    expect(position.advance()).toEqual({ next: 9n, last: { offset: 5n, timestamp: 50 } });
  });

  test('control records move it without a record', () => {
    const position = new PartitionPosition({ next: 5n, last: { offset: 3n, timestamp: 30 } });
    position.reach(8n);
    expect(position.dirty).toBe(true);
    expect(position.advance()).toEqual({ next: 8n, last: { offset: 3n, timestamp: 30 } });
    expect(position.dirty).toBe(false);
  });

  test('says nothing where it did not move', () => {
    const position = new PartitionPosition({ next: 5n });
    position.track(record(5n));
    expect(position.dirty).toBe(false);
    expect(position.advance()).toBeUndefined();
  });

  test('a record behind one that waits does not move it', () => {
    const position = new PartitionPosition({ next: 5n });
    position.track(record(5n));
    position.account(position.track(record(6n)));
    expect(position.dirty).toBe(false);
    expect(position.advance()).toBeUndefined();
    expect(position.next).toBe(7n);
  });

  test('a restart forgets what was under way, and what was remembered of another topic', () => {
    const position = new PartitionPosition({ next: 50n, last: { offset: 49n, timestamp: 490 } });
    const late = position.track(record(50n));
    position.restart(3n);
    position.account(late);
    expect(position.next).toBe(3n);
    expect(position.advance()).toEqual({ next: 3n });
  });

  test('ten thousand records are forgotten as they pass', () => {
    const position = new PartitionPosition({ next: 0n });
    for (let offset = 0n; offset < 10_000n; offset++) {
      position.account(position.track(record(offset)));
      if (offset % 7n === 0n) {
        position.advance();
      }
    }
    expect(position.advance()?.next).toBe(10_000n);
  });
});
