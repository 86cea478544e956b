import { openAdmin } from '#libs/kafka';
import { ledgerBoundOf } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { GROUP_ID } from '../testbed/service-settings.js';
import { cutBefore } from './cut-log.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { revokerctl } from './operator.js';
import { replayLanes } from './replay-lanes.js';
import { laneStates, saidToHaveLost } from './stopped-lanes.js';
import { transactionsUnderWay } from './victims.js';

const STOPS_WITHIN_MS = 120_000;
const RUNS_WITHIN_MS = 120_000;
/** Before the end that the group remembers: the next owner of the lane sees the loss, also where its writer is gone. */
const LEAST_LOST = 10;
const MOST_LOST = 120;

interface Chosen {
  readonly lane: number;
  /** The ledger is to end before this offset. */
  readonly offset: bigint;
}

/**
 * The broker is killed, and comes back with shorter ledgers: their lanes stop, an operator accepts the loss, and all
 * is answered, what had been answered before by a higher revision.
 */
export const ledgerTailLost: Fault = {
  name: 'ledger-tail-lost',
  track: 'kafka',
  inject: async ({ testbed, dice, signal }) => {
    const [node] = testbed.cluster.nodes;
    if (node === undefined) {
      throw new Error('There is no broker');
    }
    const chosen = throwLedgers(await boundsOf(testbed), dice);
    const lanes = chosen.map(({ lane }) => lane);
    await transactionsUnderWay(testbed, signal);
    await node.kill();
    const killedAt = Date.now();
    try {
      for (const { lane, offset } of chosen) {
        await cutBefore(node.dataFolder, { topic: testbed.topics.ledger, partition: lane, offset }, dice);
      }
    } finally {
      await node.start();
    }
    const stopped = await consequence(
      async () => {
        const states = await laneStates(testbed);
        return lanes.every((lane) => states.get(lane) === 'stopped') || undefined;
      },
      { signal, withinMs: STOPS_WITHIN_MS },
    );
    const stoppedMs = Date.now() - killedAt;
    const silent = lanes.filter((lane) => !saidToHaveLost(testbed, lane));
    let runMs: number | undefined;
    return {
      lastsMs: dice.int(0, 2_000),
      heal: async () => {
        const acceptedAt = Date.now();
        testbed.toll.cuts.push(...lanes.map((lane) => ({ lane, killedAt, acceptedAt })));
        await revokerctl(testbed, ['ledger', 'accept-loss', '--by', 'chaos', '--yes'], signal);
        runMs = await consequence(
          async () => {
            const states = await laneStates(testbed);
            return lanes.every((lane) => states.get(lane) === 'running')
              ? Date.now() - acceptedAt
              : undefined;
          },
          { signal, withinMs: RUNS_WITHIN_MS },
        );
        // What was open in the lost end, and whose earlier entries compaction had removed: the how-to has it replayed.
        await replayLanes(testbed, lanes);
      },
      evidence: async () => ({
        landed: stopped !== undefined && runMs !== undefined,
        facts: { lanes: lanes.join(), stoppedMs, runMs: runMs ?? 'never' },
        broken: silent.map((lane) => `lane ${lane} did not say that its ledger has lost data`),
      }),
    };
  },
};

/** The end of each ledger that the group remembers, by lane. */
async function boundsOf({ kafka, topics }: ChaosTestbed): Promise<ReadonlyMap<number, bigint>> {
  const admin = await openAdmin(kafka, { log: silentLog });
  try {
    const offsets = await admin.committedOffsets(GROUP_ID, [topics.commands]);
    return new Map(
      [...offsets].flatMap(([place, { metadata }]) => {
        const end = ledgerBoundOf(metadata)?.end;
        return end === undefined ? [] : [[Number(place.split('/').at(-1)), end] as const];
      }),
    );
  } finally {
    await admin.close();
  }
}

/** One or two ledgers that are long enough. */
function throwLedgers(bounds: ReadonlyMap<number, bigint>, dice: Dice): readonly Chosen[] {
  const long = [...bounds].filter(([, end]) => end > MOST_LOST).sort(([one], [other]) => one - other);
  if (long.length === 0) {
    throw new Error('No ledger is long enough to lose its end');
  }
  return dice
    .shuffled(long)
    .slice(0, dice.int(1, 2))
    .map(([lane, end]) => ({ lane, offset: end - BigInt(dice.int(LEAST_LOST, MOST_LOST)) }));
}
