import { describe, expect, test } from '@jest/globals';
import type { ReplayCommand } from '#libs/lanes';
import { leaveUnderWay, lesserUnderWay } from './under-way.policy.js';

const range = (from: bigint, until: bigint, keys?: readonly string[]) => ({
  ...{ topic: 'in', partition: 0, from, until },
  ...(keys && { keys }),
});

function replay(from: bigint, until: bigint, more: Partial<ReplayCommand> = {}): ReplayCommand {
  const id = '3b4f6f6e-0000-4000-8000-000000000000';
  return { ...range(from, until), id, at: '', kind: 'replay', mode: 'again', ...more };
}

describe('of what is asked for again, while it is under way', () => {
  test.each<readonly [string, readonly (readonly [bigint, bigint])[], readonly ReplayCommand[]]>([
    ['nothing is left', [], [replay(0n, 10n)]],
    ['nothing is left to one that does more', [], [replay(0n, 99n)]],
    ['what has come since is left', [[7n, 10n]], [replay(0n, 7n)]],
    [
      'the ends are left',
      [
        [0n, 3n],
        [5n, 10n],
      ],
      [replay(3n, 5n)],
    ],
    ['what is between two is left', [[4n, 6n]], [replay(0n, 4n), replay(6n, 10n)]],
    ['all is left by one of another mode', [[0n, 10n]], [replay(0n, 10n, { mode: 'missing' })]],
    ['all is left by one of another partition', [[0n, 10n]], [replay(0n, 10n, { partition: 1 })]],
    ['all is left by one of some keys only', [[0n, 10n]], [replay(0n, 10n, { keys: ['ada'] })]],
    ['all is left by one that ends before', [[0n, 10n]], [replay(10n, 20n)]],
  ])('%s', (_, left, underWay) => {
    expect(leaveUnderWay([range(0n, 10n)], { mode: 'again' }, underWay).ranges).toEqual(
      left.map(([from, until]) => range(from, until)),
    );
  });

  test('A replay without a filter does what is asked for with one', () => {
    const asked = [range(0n, 10n, ['ada'])];
    expect(leaveUnderWay(asked, { mode: 'again' }, [replay(0n, 10n)]).ranges).toEqual([]);
    expect(leaveUnderWay(asked, { mode: 'again' }, [replay(0n, 10n, { keys: ['ada'] })]).ranges).toEqual([]);
    expect(leaveUnderWay(asked, { mode: 'again' }, [replay(0n, 10n, { keys: ['bob'] })]).ranges).toEqual(
      asked,
    );
  });

  test('The replay that does it already is named, by the name of all of its commands', () => {
    expect(
      leaveUnderWay([range(0n, 10n)], { mode: 'again' }, [replay(0n, 4n), replay(6n, 9n)]).others,
    ).toEqual(['3b4f6f6e-0000-4000-8000']);
  });

  test('A replay of everything does what is asked for without, but not the other way round', () => {
    const asked = [range(0n, 10n)];
    const all = { mode: 'again', everything: true } as const;
    expect(leaveUnderWay(asked, { mode: 'again' }, [replay(0n, 10n, { everything: true })]).ranges).toEqual(
      [],
    );
    expect(leaveUnderWay(asked, all, [replay(0n, 10n, { everything: true })]).ranges).toEqual([]);
    expect(leaveUnderWay(asked, all, [replay(0n, 10n)]).ranges).toEqual(asked);
    expect(lesserUnderWay(asked, [replay(5n, 6n)])).toEqual(['3b4f6f6e-0000-4000-8000']);
    expect(lesserUnderWay(asked, [replay(10n, 12n), replay(5n, 6n, { everything: true })])).toEqual([]);
  });
});
