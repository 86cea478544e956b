import type { ChaosOptions } from '../chaos-options.js';
import { takeAccount } from '../check/account.js';
import { aftermathOf } from '../check/aftermath.js';
import { readTopics } from '../check/read-topics.js';
import { Dice } from '../dice.js';
import { faultsOf } from '../faults/catalogue.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';
import type { Item } from '../load/item.js';
import { Publisher } from '../load/publisher.js';
import { GaugeWatch } from './gauge-watch.js';
import { settle } from './settle.js';
import { runTracks, type StrikeReport } from './tracks.js';

/** Faults may need load for longer than planned; the checker should not have to read for ever. */
const MOST_EVENTS = 2;

export interface Strained {
  readonly strikes: readonly StrikeReport[];
  /** What was published, by tag. */
  readonly items: ReadonlyMap<string, Item>;
  readonly gauges: GaugeWatch;
  readonly end: 'settled' | 'stuck';
  readonly settledMs: number;
}

/** Publishes while faults strike, and waits until all of it is answered. */
export async function strain(
  testbed: ChaosTestbed,
  options: ChaosOptions,
  tell: (line: string) => void,
): Promise<Strained> {
  const { seed, minutes, events, signal, gapMs } = options;
  const dice = new Dice(seed);
  const startedAt = Date.now();
  const over = new AbortController();
  const gauges = new GaugeWatch();
  const gauging = gauges.run(testbed.fleet, over.signal);
  let isStriking = true;
  const publisher = new Publisher({
    kafka: testbed.kafka,
    topics: testbed.topics,
    generator: new Generator(testbed.simulator, dice.fork('events')),
    dice: dice.fork('pace'),
    eventsPerSecond: events / (minutes * 60),
    events,
    most: events * MOST_EVENTS,
    isNeeded: () => isStriking,
    gate: testbed.gate,
    signal,
  });
  const striking = runTracks({
    faults: faultsOf(options.faults),
    context: { testbed, signal },
    dice: dice.fork('faults'),
    until: startedAt + minutes * 60_000,
    startedAt,
    tell,
    ...(gapMs && { gapMs }),
  }).finally(() => {
    isStriking = false;
  });
  try {
    const [strikes] = await Promise.all([striking, publisher.run()]);
    tell(`${publisher.published} records are published, waiting for the last answers`);
    const items = new Map([...publisher.items, ...testbed.alsoPublished]);
    const taken = new Set(testbed.toll.taken.map(({ tag }) => tag));
    const end = await settle(testbed, items.size - taken.size, signal, async () => {
      const observed = await readTopics(testbed.kafka, testbed.topics, items, aftermathOf(testbed));
      return takeAccount(observed, []).missing.length === 0;
    });
    return { strikes, items, gauges, end, settledMs: Date.now() - startedAt };
  } finally {
    over.abort();
    await gauging;
  }
}
