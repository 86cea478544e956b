import { openAdmin } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { takeAccount, type Account } from '../check/account.js';
import type { Observed } from '../check/observed.js';
import { readTopics } from '../check/read-topics.js';
import { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';
import type { Item } from '../load/item.js';
import { Publisher } from '../load/publisher.js';
import { clocked } from '../run/clocked.js';
import { onTestbed } from '../run/on-testbed.js';
import { settle } from '../run/settle.js';
import { makeAnew, tellLanes, throwInputAnew } from '../faults/input-anew.js';
import type { ScenarioOptions, ScenarioReport } from './scenario.js';

/** Events a second: more than a lane can read between two looks. */
const AT_ONCE = 4_000;
const ROUNDS_A_MINUTE = 3;
/** Of the events of a round, how many are published before its topic is made anew. */
const BEFORE = 0.3;

/**
 * P1 and P2 where input topics are purged by deleting and creating them, as operators do: again and again, with
 * other numbers of partitions, paused or not, a topic is made anew under its lanes and filled past their positions at
 * once. Every event that is published afterwards is answered once.
 */
export async function runPurge(options: ScenarioOptions): Promise<ScenarioReport> {
  return onTestbed({ ...options, brokers: 1 }, (testbed) => rounds(testbed, options));
}

async function rounds(testbed: ChaosTestbed, options: ScenarioOptions): Promise<ScenarioReport> {
  const { seed, minutes, events, processes, lanes, signal } = options;
  const tell = clocked(options.tell);
  const dice = new Dice(seed);
  const count = Math.max(1, Math.round(minutes * ROUNDS_A_MINUTE));
  const perRound = Math.ceil(events / count);
  const problems: string[] = [];
  let answered = 0;
  let ignored = 0;
  for (let round = 1; round <= count; round++) {
    const anew = throwInputAnew(testbed, dice);
    const { topic } = anew;
    if (anew.lanes === 'paused') {
      await tellLanes(testbed, 'pause');
    }
    const old = await publish(testbed, { round: `${round}`, events: perRound * BEFORE, topic, dice, signal });
    // What a paused lane has not read by now is deleted with its topic: nothing is expected of it.
    const unread = anew.lanes === 'paused' ? 0 : old.size;
    problems.push(...(await settled(testbed, (await answersOf(testbed, old)) + unread, signal)));
    const before = await answersOf(testbed, old);
    const since = await ends(testbed);
    let fresh: Publisher['items'] = new Map();
    const fill = async (): Promise<void> => {
      fresh = await publish(testbed, {
        round: `${round}b`,
        events: perRound * (1 - BEFORE),
        topic,
        dice,
        signal,
      });
    };
    await makeAnew(testbed, anew, fill, signal);
    if (anew.lanes === 'paused') {
      await tellLanes(testbed, 'resume');
    }
    problems.push(...(await settled(testbed, before + fresh.size, signal)));
    const account = await accountSince(testbed, fresh, since, topic);
    answered += account.outcomes + account.deadLetters;
    ignored += account.ignored;
    const found = [
      ...account.missing.map((event) => `round ${round}: missing: ${event}`),
      ...account.repeated.map((event) => `round ${round}: repeated: ${event}`),
      ...account.wrong.map((what) => `round ${round}: wrong: ${what}`),
    ];
    tell(`round ${round} of ${count}: ${JSON.stringify(anew)}, ${found.length} problems`);
    problems.push(...found);
  }
  const ended = await testbed.fleet.terminate();
  problems.push(
    ...ended.flatMap(({ name, end }) => (end === 0 ? [] : [`${name} ended with ${end} after SIGTERM`])),
  );
  return {
    scenario: 'purge',
    seed,
    command: `npm run chaos -- --scenario purge --seed ${seed} --minutes ${minutes} --events ${events} --processes ${processes} --lanes ${lanes}`,
    verdict: problems.length === 0 ? 'kept' : 'broken',
    problems,
    figures: {
      'topics made anew': count,
      'answers to events published afterwards': answered,
      'ignored (repeated inputs)': ignored,
    },
  };
}

interface Batch {
  readonly round: string;
  readonly events: number;
  readonly topic: string;
  readonly dice: Dice;
  readonly signal: AbortSignal;
}

/** All at once, to one topic, with repeats of its own events only. Returns the items by tag. */
async function publish(
  testbed: ChaosTestbed,
  { round, events, topic, dice, signal }: Batch,
): Promise<Publisher['items']> {
  const { kafka, topics, simulator } = testbed;
  const generator = new Generator(simulator, dice.fork(`events of ${round}`), `${round}-`);
  const next = (): Item => {
    for (;;) {
      const item = generator.next();
      if (topics[item.topic] === topic) {
        return item;
      }
    }
  };
  const most = Math.ceil(events);
  const publisher = new Publisher({
    kafka,
    topics,
    generator: { next },
    dice: dice.fork(`pace of ${round}`),
    eventsPerSecond: AT_ONCE,
    events: most,
    most,
    isNeeded: () => false,
    signal,
  });
  await publisher.run();
  return publisher.items;
}

async function settled(
  testbed: ChaosTestbed,
  answers: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return (await settle(testbed, answers, signal)) === 'settled' ? [] : ['the service got stuck'];
}

/** All that has been answered so far. */
async function answersOf({ kafka, topics }: ChaosTestbed, items: Publisher['items']): Promise<number> {
  const { outcomes, deadLetters } = await readTopics(kafka, topics, items);
  return outcomes.length + deadLetters.length;
}

interface Ends {
  readonly outcomes: readonly bigint[];
  readonly deadLetters: readonly bigint[];
}

async function ends({ kafka, topics }: ChaosTestbed): Promise<Ends> {
  const admin = await openAdmin(kafka, { log: silentLog });
  try {
    return {
      outcomes: await admin.offsets(topics.completed, 'latest'),
      deadLetters: await admin.offsets(topics.deadLetter, 'latest'),
    };
  } finally {
    await admin.close();
  }
}

/** Of the topic that was made anew: what is in it now against what was answered since. */
async function accountSince(
  testbed: ChaosTestbed,
  items: Publisher['items'],
  since: Ends,
  topic: string,
): Promise<Account> {
  const { kafka, topics } = testbed;
  const all = await readTopics(kafka, topics, items);
  const isOf = (place: string): boolean => place.startsWith(`${topic}/`);
  const isSince = (place: string, from: readonly bigint[]): boolean => {
    const [partition = '', offset = ''] = place.split('/').slice(-2);
    return BigInt(offset) >= (from[Number(partition)] ?? 0n);
  };
  const observed: Observed = {
    events: all.events.filter(({ records }) => records.some(isOf)),
    strangers: all.strangers.filter(isOf),
    outcomes: all.outcomes.filter(({ origin, place }) => isOf(origin) && isSince(place, since.outcomes)),
    deadLetters: all.deadLetters.filter(
      ({ origin, place }) => isOf(origin) && isSince(place, since.deadLetters),
    ),
  };
  return takeAccount(observed, []);
}
