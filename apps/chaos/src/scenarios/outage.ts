import { setTimeout as pause } from 'node:timers/promises';
import type { Rule } from '#libs/testbed';
import { brokenPromises } from '../check/broken-promises.js';
import { inspect } from '../check/inspect.js';
import { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';
import { Publisher } from '../load/publisher.js';
import { clocked } from '../run/clocked.js';
import { GaugeWatch } from '../run/gauge-watch.js';
import { onTestbed } from '../run/on-testbed.js';
import { settle } from '../run/settle.js';
import type { ScenarioOptions, ScenarioReport } from './scenario.js';

/** `down`: PingOne answers 503. `refused`: it answers 401, and no worker token is issued. */
export type OutageKind = 'down' | 'refused';

export interface OutageOptions extends ScenarioOptions {
  readonly how: OutageKind;
}

/** A company with a licence for more: what has piled up is to be worked off within minutes. */
const SETTINGS = { PINGONE_REQUESTS_PER_SECOND: '300' };
/** "No call is wasted": so many calls while PingOne is away, for each event that waits for it. */
const MOST_CALLS_PER_WAITING_EVENT = 0.1;
/** "Nothing piles up in memory": the end of an outage against its middle. */
const MOST_GROWTH = 1.25;
/** Before that the lanes are still filling up. */
const FLAT_AFTER_MINUTES = 5;

/**
 * P4 at length: PingOne is away from the start to the end of the publishing.
 * Nothing may fail, no memory may grow without bound, hardly any call may be made,
 * and all of it is answered when PingOne is back.
 */
export async function runOutage(options: OutageOptions): Promise<ScenarioReport> {
  return onTestbed({ ...options, brokers: 1, settings: SETTINGS }, (testbed) => measure(testbed, options));
}

async function measure(testbed: ChaosTestbed, options: OutageOptions): Promise<ScenarioReport> {
  const { seed, minutes, events, how, processes, lanes, signal } = options;
  const tell = clocked(options.tell);
  tell(`${processes} instances are ready, PingOne goes away for ${minutes} minutes`);
  const over = new AbortController();
  const gauges = new GaugeWatch();
  const watching = gauges.run(testbed.fleet, over.signal);
  try {
    const from = Date.now();
    const until = from + minutes * 60_000;
    const at = (part: number): number => from + part * (until - from);
    const outage = testbed.simulator.behave({ rules: rulesOf(how) });
    const items = await publish(testbed, { seed, events, until, signal });
    await pause(Math.max(0, until - Date.now()), undefined, { signal });
    const calls = callsBetween(testbed, from, until);
    tell(`${items.size} events wait, ${calls} calls were made; PingOne is back`);
    outage.stop();
    const back = Date.now();
    const end = await settle(testbed, items.size, signal);
    const settledMs = Date.now() - back;
    tell(`${end}; reading all topics`);
    over.abort();
    await watching;
    await testbed.fleet.terminate();
    const inspection = await inspect(testbed, items, { excused: [], signal });
    const { account } = inspection;
    const waiting = items.size;
    const middleMb = gauges.largestMb(at(0.4), at(0.6));
    const lateMb = gauges.largestMb(at(0.85), at(1));
    const isFlat = minutes < FLAT_AFTER_MINUTES || lateMb <= middleMb * MOST_GROWTH;
    const problems = [
      ...(end === 'stuck' ? ['the service got stuck when PingOne was back'] : []),
      ...brokenPromises(inspection),
      ...(calls >= waiting * MOST_CALLS_PER_WAITING_EVENT
        ? [`${calls} calls were wasted while ${waiting} events waited`]
        : []),
      ...(isFlat ? [] : [`an instance grew from ${middleMb} MB in the middle to ${lateMb} MB at the end`]),
    ];
    return {
      scenario: 'outage',
      seed,
      command: `npm run chaos -- --scenario outage --how ${how} --seed ${seed} --minutes ${minutes} --events ${events} --processes ${processes} --lanes ${lanes}`,
      verdict: problems.length === 0 ? 'kept' : 'broken',
      problems,
      figures: {
        'minutes without PingOne': minutes,
        'events that waited': waiting,
        'calls meanwhile': calls,
        'calls per waiting event': (calls / waiting).toFixed(4),
        outcomes: account.outcomes,
        'dead letters': account.deadLetters,
        'largest open set, all instances': gauges.largestOpen,
        'largest RSS of an instance in the first fifth, MB': gauges.largestMb(at(0), at(0.2)),
        '… in the middle, MB': middleMb,
        '… at the end of the outage, MB': lateMb,
        '… while it was worked off, MB': gauges.largestMb(at(1)),
        'answered after, s': Math.round(settledMs / 1000),
      },
    };
  } finally {
    over.abort();
    await watching;
  }
}

function rulesOf(how: OutageKind): readonly Rule[] {
  switch (how) {
    case 'down':
      return [{ operation: ['any'], effect: { kind: 'respond', status: 503 } }];
    case 'refused':
      return [
        { operation: ['platform'], effect: { kind: 'respond', status: 401 } },
        { operation: ['revoke-token'], effect: { kind: 'respond', status: 401, code: 'invalid_client' } },
        { operation: ['issue-token'], effect: { kind: 'respond', status: 401, code: 'invalid_client' } },
      ];
  }
}

async function publish(
  { kafka, topics, simulator }: ChaosTestbed,
  { seed, events, until, signal }: { seed: number; events: number; until: number; signal: AbortSignal },
): Promise<Publisher['items']> {
  const dice = new Dice(seed);
  const publisher = new Publisher({
    kafka,
    topics,
    generator: new Generator(simulator, dice.fork('events')),
    dice: dice.fork('pace'),
    eventsPerSecond: events / ((until - Date.now()) / 1000),
    events,
    most: events,
    isNeeded: () => false,
    signal,
  });
  await publisher.run();
  return publisher.items;
}

function callsBetween({ fleet }: ChaosTestbed, from: number, until: number): number {
  return fleet.all
    .flatMap(({ pingone }) => pingone.calls)
    .filter(({ startedAt }) => startedAt >= from && startedAt < until).length;
}
