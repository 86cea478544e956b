import { publishBurst } from './burst.js';
import type { Fault } from './fault.js';
import { makeAnew, pauseLanes, tellLanes, throwInputAnew } from './input-anew.js';
import { noteRecords } from './note-records.js';
import { consequence } from './opportunity.js';
import { saidSince } from '../testbed/said-of-inputs.js';

const LONGEST_AWAY_MS = 8_000;
const SAID_WITHIN_MS = 30_000;
/** A partition that has more than so many offsets is not filled past them: what waits has to be worked off. */
const MOST_TO_FILL = 200;

/**
 * An input is deleted and created again under its lanes, with other numbers of partitions, at once or after a while,
 * with records that no lane had read, and sometimes filled past the positions before a lane can look.
 */
export const topicAnew: Fault = {
  name: 'topic-anew',
  track: 'kafka',
  inject: async ({ testbed, dice, signal }) => {
    const anew = throwInputAnew(testbed, dice, LONGEST_AWAY_MS);
    const { topic } = anew;
    const open = await testbed.gate.close();
    const since = Date.now();
    let unread = 0;
    let taken = 0;
    const end = async (): Promise<void> => {
      if (anew.lanes === 'paused') {
        await tellLanes(testbed, 'resume');
      }
    };
    try {
      if (anew.lanes === 'paused') {
        await pauseLanes(testbed, signal);
      }
      await publishBurst(testbed, { topic, count: dice.int(10, 40) }, dice);
      const records = await noteRecords(testbed, topic);
      taken = records.length;
      unread = records.filter(({ wasRead }) => !wasRead).length;
      const ends = Map.groupBy(records, ({ partition }) => partition);
      const [partition, filled] = dice.pick([...ends].map(([n, all]) => [n, all.length] as const));
      await makeAnew(
        testbed,
        { ...anew, records },
        async () => {
          await publishBurst(testbed, { topic, count: dice.int(5, 30) }, dice);
          if (partition < anew.partitions && filled <= MOST_TO_FILL) {
            await publishBurst(testbed, { topic, count: filled + 5, partition }, dice);
          }
        },
        signal,
      );
    } catch (error) {
      await end();
      throw error;
    } finally {
      open();
    }
    return {
      lastsMs: dice.int(500, 3_000),
      heal: end,
      evidence: async () => {
        const said = await consequence(
          () => [...saidSince(testbed.fleet, since)].find((place) => place.startsWith(`${topic}/`)),
          { signal, withinMs: SAID_WITHIN_MS },
        );
        const { partitions, times, lanes, awayMs } = anew;
        return {
          landed: taken > 0 && said !== undefined,
          facts: { topic, partitions, times, lanes, awayMs, taken, unread, said: said ?? 'never' },
        };
      },
    };
  },
};
