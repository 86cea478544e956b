import { setTimeout as pause } from 'node:timers/promises';
import { takeAccount } from '../check/account.js';
import { aftermathOf } from '../check/aftermath.js';
import { checkCounts } from '../check/counts.js';
import { readTopics } from '../check/read-topics.js';
import { highest } from '../check/revisions.js';
import { Dice } from '../dice.js';
import { consequence, opportunity } from '../faults/opportunity.js';
import { transactionsUnderWay } from '../faults/victims.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';
import type { Item } from '../load/item.js';
import { Publisher } from '../load/publisher.js';
import { clocked } from '../run/clocked.js';
import { onTestbed } from '../run/on-testbed.js';
import { settle } from '../run/settle.js';
import { cutTail, type Cut } from '../faults/cut-log.js';
import { judgeLoss } from './lost-tail-answers.js';
import { revokerctl } from '../faults/operator.js';
import type { ScenarioOptions, ScenarioReport } from './scenario.js';
import { laneStates, readinessProblems, saidToHaveLost } from '../faults/stopped-lanes.js';

/** Of the events: published before the broker is killed, around it, while lanes stand still, and after the loss was accepted. */
const BEFORE = 0.6;
const AROUND = 0.15;
const MEANWHILE = 0.15;
const AFTERWARDS = 0.1;
/** Of the records in a ledger: more than its lane writes between two commits of what the group remembers of it. */
const LEAST_CUT = 0.3;
const MOST_CUT = 0.6;
/** The broker, the group and all lanes have to come back. */
const WITHIN_MS = 120_000;
const LOOK_MS = 1_000;

/**
 * P1 where a broker comes back with shorter ledgers than it had acknowledged: their lanes stop, the others go on;
 * once an operator has accepted the loss all is answered, and no outcome contradicts another one under its name.
 */
export async function runLostTail(options: ScenarioOptions): Promise<ScenarioReport> {
  // One segment, and all of it to be cut: what compaction has merged is not lost by the end of a log.
  return onTestbed({ ...options, brokers: 1, compaction: 'usual' }, (testbed) => lose(testbed, options));
}

async function lose(testbed: ChaosTestbed, options: ScenarioOptions): Promise<ScenarioReport> {
  const { seed, minutes, events, processes, lanes, signal } = options;
  const tell = clocked(options.tell);
  const dice = new Dice(seed);
  const items = new Map<string, Item>();
  const publish = publishing(testbed, { dice, items, eventsPerSecond: events / (minutes * 60), signal });
  const first = new Generator(testbed.simulator, dice.fork('events'));
  // In one go: a writer that begins while the broker is away finds no topic.
  const around = publish(first, events * (BEFORE + AROUND));
  around.catch(() => undefined); // it is heard below
  await opportunity('enough events before the loss', () => items.size >= events * BEFORE || undefined, {
    signal,
    withinMs: minutes * 60_000 + WITHIN_MS,
  });
  await transactionsUnderWay(testbed, signal);
  const { cuts, killedAt } = await cutLedgers(testbed, dice);
  const cut = cuts.map(({ partition }) => partition);
  tell(`the broker is back without the ends of ${cuts.map(describe).join('; ')}`);
  await around;

  const stopped = await consequence(() => haveStopped(testbed, cut), { signal, withinMs: WITHIN_MS });
  tell(stopped ? `lanes ${cut.join(', ')} have stopped` : 'not all of them have stopped');
  await publish(first, events * MEANWHILE);
  const others = Array.from({ length: lanes }, (_, lane) => lane).filter((lane) => !cut.includes(lane));
  const leftByOthers = await untilAnswered(testbed, items, { lanes: others, signal });
  const problems = [
    ...(stopped ? [] : [`not all of the lanes ${cut.join(', ')} stopped: ${await statesOf(testbed)}`]),
    ...cut.filter((lane) => !saidToHaveLost(testbed, lane)).map((lane) => `lane ${lane} did not say why`),
    ...(await readinessProblems(testbed, cut)),
    ...leftByOthers.map((event) => `not answered by a lane that lost nothing: ${event}`),
  ];

  const acceptedAt = Date.now();
  await revokerctl(testbed, ['ledger', 'accept-loss', '--by', 'chaos', '--yes'], signal);
  tell('the loss is accepted');
  const before = new Set(items.keys());
  await publish(new Generator(testbed.simulator, dice.fork('later events'), 'later-'), events * AFTERWARDS);
  const missing = await untilAnswered(testbed, items, { lanes: [...cut, ...others], signal });
  const end = await settle(testbed, 0, signal);
  const ended = await testbed.fleet.terminate();

  testbed.toll.cuts.push(...cut.map((lane) => ({ lane, killedAt, acceptedAt })));
  const observed = await readTopics(testbed.kafka, testbed.topics, items, aftermathOf(testbed));
  const later = [...items.values()].filter(({ tag }) => !before.has(tag));
  const {
    again,
    inVain,
    problems: found,
  } = judgeLoss({
    ...{ outcomes: observed.outcomes, cut, lanes, killedAt, acceptedAt },
    later: new Set(later.flatMap(({ eventId }) => eventId ?? [])),
  });
  const last = highest(observed.outcomes);
  const marked = last.filter(({ outcome }) => outcome.mayRepeat);
  const account = takeAccount(observed, []);
  const { state } = testbed.simulator;
  const counts = checkCounts(observed, state.deletions(), state.revocations());
  problems.push(
    ...missing.map((event) => `missing: ${event}`),
    ...(end === 'stuck' ? ['the service got stuck: work is open that does not end'] : []),
    ...found,
    ...account.repeated.map((event) => `repeated: ${event}`),
    ...account.wrong.map((what) => `wrong: ${what}`),
    ...counts.wrongCounts.map((what) => `wrong count: ${what}`),
    ...counts.falseClaims.map((what) => `false claim: ${what}`),
    ...ended.flatMap(({ name, end: code }) =>
      code === 0 ? [] : [`${name} ended with ${code} after SIGTERM`],
    ),
    ...(again > 0 ? [] : ['nothing was answered again: the loss has proved nothing']),
  );
  return {
    scenario: 'lost-tail',
    seed,
    command: `npm run chaos -- --scenario lost-tail --seed ${seed} --minutes ${minutes} --events ${events} --processes ${processes} --lanes ${lanes}`,
    verdict: problems.length === 0 ? 'kept' : 'broken',
    problems,
    figures: {
      'events published': observed.events.length,
      'ledgers that were cut': cuts.map(describe).join('; '),
      'records cut off': cuts.reduce((sum, { records }) => sum + records, 0),
      'lanes stopped': cut.length,
      outcomes: observed.outcomes.length,
      'events answered again': again,
      'events answered once, as what may be a repeat': inVain,
      'of both, session-not-found': marked.filter(
        ({ outcome }) => outcome.failure?.code === 'session-not-found',
      ).length,
      'dead letters': observed.deadLetters.length,
      'records with more than one dead letter':
        observed.deadLetters.length - new Set(observed.deadLetters.map(({ origin }) => origin)).size,
    },
  };
}

const describe = ({ partition, records, end }: Cut): string =>
  `${partition}: ${records} records, from ${end} on`;

interface Publishing {
  readonly dice: Dice;
  /** What is published, by tag. */
  readonly items: Map<string, Item>;
  readonly eventsPerSecond: number;
  readonly signal: AbortSignal;
}

function publishing(
  { kafka, topics }: ChaosTestbed,
  { dice, items, ...pace }: Publishing,
): (generator: Generator, events: number) => Promise<void> {
  return async (generator, events) => {
    const next = (): Item => {
      const item = generator.next();
      items.set(item.tag, item);
      return item;
    };
    const rest = {
      generator: { next },
      events,
      most: Infinity,
      isNeeded: () => false,
      dice: dice.fork('pace'),
    };
    const publisher = new Publisher({ kafka, topics, ...pace, ...rest });
    await publisher.run();
  };
}

/** All ledgers of one instance, which has no lane left then, and one of another instance. */
async function cutLedgers(
  { cluster, fleet, topics }: ChaosTestbed,
  dice: Dice,
): Promise<{ readonly cuts: readonly Cut[]; readonly killedAt: number }> {
  const [one, ...others] = dice
    .shuffled(fleet.running)
    .filter((instance) => fleet.lanesOf(instance).length > 0);
  const another = others.map((instance) => fleet.lanesOf(instance)).find((theirs) => theirs.length > 1);
  const chosen = [...(one ? fleet.lanesOf(one) : []), ...(another ?? []).slice(0, 1)];
  const [node] = cluster.nodes;
  if (node === undefined) {
    throw new Error('There is no broker');
  }
  await node.kill();
  const killedAt = Date.now();
  const cuts: Cut[] = [];
  for (const partition of chosen) {
    const share = LEAST_CUT + dice.next() * (MOST_CUT - LEAST_CUT);
    cuts.push(await cutTail(node.dataFolder, { topic: topics.ledger, partition, share }, dice));
  }
  await node.start();
  return { cuts, killedAt };
}

async function haveStopped(testbed: ChaosTestbed, lanes: readonly number[]): Promise<true | undefined> {
  const states = await laneStates(testbed);
  return lanes.every((lane) => states.get(lane) === 'stopped') || undefined;
}

async function statesOf(testbed: ChaosTestbed): Promise<string> {
  return JSON.stringify(Object.fromEntries(await laneStates(testbed)));
}

/** Waits until these lanes have answered all that is theirs. Returns what they have not, where nothing more comes. */
async function untilAnswered(
  testbed: ChaosTestbed,
  items: ReadonlyMap<string, Item>,
  { lanes, signal }: { readonly lanes: readonly number[]; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  let left: readonly string[] = [];
  let movedAt = Date.now();
  while (Date.now() - movedAt < WITHIN_MS) {
    const now = await unanswered(testbed, items, lanes);
    if (now.length === 0) {
      return [];
    }
    movedAt = now.length === left.length ? movedAt : Date.now();
    left = now;
    await pause(LOOK_MS, undefined, { signal });
  }
  return left;
}

async function unanswered(
  { kafka, topics, lanes: count }: ChaosTestbed,
  items: ReadonlyMap<string, Item>,
  lanes: readonly number[],
): Promise<readonly string[]> {
  const { events, outcomes, deadLetters } = await readTopics(kafka, topics, items);
  const answered = new Set([...outcomes, ...deadLetters].map(({ origin }) => origin));
  return events
    .filter(({ records }) => !records.some((place) => answered.has(place)))
    .filter(({ records }) => lanes.includes(Number(records[0]?.split('/').at(-2)) % count))
    .map(({ identity, records }) => `event ${identity} (${records[0] ?? ''})`);
}
