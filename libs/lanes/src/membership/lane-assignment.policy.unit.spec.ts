import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { assignLanes, type LaneClaim } from './lane-assignment.policy.js';

const groups = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .chain(([lanes, members]) =>
    fc.record({
      lanes: fc.constant(lanes),
      claims: fc.array(fc.uniqueArray(fc.nat(lanes + 3)), { minLength: members, maxLength: members }),
    }),
  )
  .map(({ lanes, claims }) => ({
    lanes,
    claims: claims.map((holds, at): LaneClaim => ({
      memberId: `member-${String(at).padStart(2, '0')}`,
      holds,
    })),
  }));

const apply = (claims: readonly LaneClaim[], lanes: number): LaneClaim[] =>
  [...assignLanes(claims, lanes)].map(([memberId, holds]) => ({ memberId, holds }));

describe(assignLanes.name, () => {
  test('every lane has one owner, and no member has two lanes more than another', () => {
    fc.assert(
      fc.property(groups, ({ claims, lanes }) => {
        const assigned = [...assignLanes(claims, lanes).values()];
        expect(assigned.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: lanes }, (_, lane) => lane),
        );
        const counts = assigned.map((own) => own.length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('what is balanced already stays where it is', () => {
    fc.assert(
      fc.property(groups, ({ claims, lanes }) => {
        const once = apply(claims, lanes);
        const twice = apply(once, lanes);
        const sorted = (members: LaneClaim[]) =>
          members.map(({ memberId, holds }) => ({ memberId, holds: [...holds].sort((a, b) => a - b) }));
        expect(sorted(twice)).toEqual(sorted(once));
      }),
    );
  });

  test('a member that comes takes only its share from the others', () => {
    fc.assert(
      fc.property(groups, ({ claims, lanes }) => {
        const before = apply(claims, lanes);
        const after = assignLanes([...before, { memberId: 'zz-new', holds: [] }], lanes);
        const moved = before.flatMap(({ memberId, holds }) =>
          holds.filter((lane) => !after.get(memberId)?.includes(lane)),
        );
        expect(moved.length).toBe(after.get('zz-new')?.length);
      }),
    );
  });

  test('the lanes of a member that goes are all that moves', () => {
    fc.assert(
      fc.property(groups, ({ claims, lanes }) => {
        const [gone, ...rest] = apply(claims, lanes);
        fc.pre(rest.length > 0 && gone !== undefined);
        const after = assignLanes(rest, lanes);
        for (const { memberId, holds } of rest) {
          expect(after.get(memberId)).toEqual(expect.arrayContaining([...holds]));
        }
      }),
    );
  });

  test('the order of the members makes no difference', () => {
    fc.assert(
      fc.property(groups, ({ claims, lanes }) => {
        expect(assignLanes([...claims].reverse(), lanes)).toEqual(assignLanes(claims, lanes));
      }),
    );
  });
});
