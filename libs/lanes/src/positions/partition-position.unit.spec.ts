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

  test('a record that was taken before its turn moves nothing, and is passed in its turn without waiting', () => {
    const position = new PartitionPosition({ next: 0n });
    const early = position.takeEarly(record(5n));
    position.account(early);
    expect(position.advance()).toBeUndefined();
    const tickets = [0n, 1n, 2n, 3n, 4n].map((offset) => position.track(record(offset)));
    expect(position.wasTaken(record(5n))).toBe(true);
    expect(position.track(record(5n))).toBe(early);
    expect(position.wasTaken(record(5n))).toBe(false);
    tickets.forEach((ticket) => position.account(ticket));
    expect(position.advance()?.next).toBe(6n);
  });

  test('one that was taken and is not durable yet holds the position up in its turn, like any other', () => {
    const position = new PartitionPosition({ next: 0n });
    const early = position.takeEarly(record(1n));
    position.account(position.track(record(0n)));
    position.track(record(1n));
    expect(position.advance()?.next).toBe(1n);
    position.account(early);
    expect(position.dirty).toBe(true);
    expect(position.advance()?.next).toBe(2n);
  });

  test('what was not taken after all, and what another topic has at its offset, is read in its turn', () => {
    const position = new PartitionPosition({ next: 0n });
    position.giveBack(position.takeEarly(record(1n)));
    position.takeEarly(record(2n));
    expect(position.wasTaken(record(1n))).toBe(false);
    expect(position.wasTaken({ offset: 2n, timestamp: 7 })).toBe(false);
    position.restart(0n);
    expect(position.wasTaken(record(2n))).toBe(false);
  });

  test('looking goes on where it was, never before reading, and anew where reading starts anew', () => {
    const position = new PartitionPosition({ next: 10n });
    expect(position.lookAt).toBe(10n);
    position.looked(40n);
    position.track(record(10n));
    expect(position.lookAt).toBe(40n);
    position.reach(50n);
    expect(position.lookAt).toBe(50n);
    position.restart(0n);
    expect(position.lookAt).toBe(0n);
  });
});
