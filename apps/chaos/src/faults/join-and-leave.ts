import type { Instance } from '../testbed/instance.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';

const TAKES_A_LANE_WITHIN_MS = 20_000;
const TAKEOVER_WITHIN_MS = 60_000;

/** Instances come and go while all others work: lanes move, and the lanes of the others do not stop. */
export const joinAndLeave: Fault = {
  name: 'join-and-leave',
  track: 'processes',
  inject: async ({ testbed: { fleet, lanes: laneCount }, dice, signal }) => {
    const room = Math.max(1, Math.min(2, laneCount - fleet.running.length));
    const guests = await Promise.all(Array.from({ length: dice.int(1, room) }, () => fleet.start()));
    const lanesOf = (guest: Instance): string => `${guest.name}:${fleet.lanesOf(guest).join('+')}`;
    await consequence(() => guests.every((guest) => fleet.lanesOf(guest).length > 0) || undefined, {
      signal,
      withinMs: TAKES_A_LANE_WITHIN_MS,
    });
    const joined = guests.map(lanesOf).join(' ');
    const took = guests.filter((guest) => fleet.lanesOf(guest).length > 0).length;
    let left: readonly {
      readonly guest: Instance;
      readonly lanes: readonly number[];
      readonly at: number;
    }[] = [];
    let ends: readonly (number | NodeJS.Signals)[] = [];
    return {
      lastsMs: dice.int(500, 4_000),
      heal: async () => {
        left = guests.map((guest) => ({ guest, lanes: fleet.lanesOf(guest), at: Date.now() }));
        ends = await Promise.all(guests.map((guest) => guest.terminate()));
      },
      evidence: async () => {
        const pauses = await Promise.all(
          left.map(({ guest, lanes, at }) =>
            consequence(() => fleet.takenOverAfter(lanes, guest, at), {
              signal,
              withinMs: TAKEOVER_WITHIN_MS,
            }),
          ),
        );
        return {
          landed: took === guests.length && pauses.every((pause) => pause !== undefined),
          moves: left.flatMap(({ guest, lanes, at }) => fleet.movesOf(lanes, guest, at)),
          facts: { joined, takeoverMs: Math.max(...pauses.map((pause) => pause ?? Infinity)) },
          broken: ends.flatMap((end, n) =>
            end === 0 ? [] : [`${guests[n]?.name ?? ''} ended with ${end} after SIGTERM`],
          ),
        };
      },
    };
  },
};
