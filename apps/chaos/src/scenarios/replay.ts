import type { RevocationCompleted } from '#libs/contracts';
import { TopicRecorder } from '#libs/testbed';
import { quantile } from '../check/quantile.js';
import { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Load } from '../run/load.js';
import { clocked } from '../run/clocked.js';
import { onTestbed } from '../run/on-testbed.js';
import { settle } from '../run/settle.js';
import { replayCommandsFor, send, untilDone } from './replay-commands.js';
import { medianStages } from './stages.js';
import type { ScenarioOptions, ScenarioReport } from './scenario.js';

/** Live events a second, in both halves. */
const LIVE_PER_SECOND = 20;
/** How fast the history is published. */
const HISTORY_PER_SECOND = 150;
/** "Within 20 %". */
const MOST_SLOWDOWN = 1.2;

/**
 * P8: carries a history out again beside live traffic. Live events may not wait
 * noticeably longer for it, and every event of the history is answered once more.
 *
 * `minutes`: how long live events are published without a replay, and how long those
 * are that are compared with them; then they are published until it is done.
 * Both come at the same pace, with the same bursts: without that, chance decides.
 */
export async function runReplay(options: ScenarioOptions): Promise<ScenarioReport> {
  return onTestbed({ ...options, brokers: 1, compaction: 'usual' }, (testbed) => measure(testbed, options));
}

async function measure(testbed: ChaosTestbed, options: ScenarioOptions): Promise<ScenarioReport> {
  const { seed, minutes, events, processes, lanes, signal } = options;
  const tell = clocked(options.tell);
  await using watch = new TopicRecorder(testbed.kafka, [testbed.topics.completed, testbed.topics.ledger]);
  const load = new Load(testbed, new Dice(seed), signal);
  tell(`${processes} instances are ready, publishing a history of ${events} events`);
  await load.publish({ perSecond: HISTORY_PER_SECOND, events });
  await settle(testbed, load.answers, signal);
  const history = new Map(watch.outcomes(testbed.topics.completed).map((one) => [one.revocationId, one]));
  const commands = await replayCommandsFor(testbed);

  tell(`publishing live events alone for ${minutes} minutes`);
  const live = { perSecond: LIVE_PER_SECOND, events: LIVE_PER_SECOND * 60 * minutes };
  const quietIds = await load.publish(live);
  await settle(testbed, load.answers, signal);

  tell(`publishing live events beside a replay of ${history.size} outcomes`);
  const startedAt = Date.now();
  await send(testbed, commands);
  const done = untilDone(watch, testbed, commands, signal);
  let isOver = false;
  void done.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  const besideIds = await load.publish(live);
  const wasLongEnough = !isOver;
  await load.publish({ ...live, events: 1, isNeeded: () => !isOver });
  await done;
  const replayMs = Date.now() - startedAt;
  tell('the replay is done, waiting for the last answers');
  const end = await settle(testbed, load.answers + history.size, signal);
  tell(end);
  const outcomes = watch.outcomes(testbed.topics.completed);
  await testbed.fleet.terminate();

  const quiet = exposures(outcomes, quietIds);
  const beside = exposures(outcomes, besideIds);
  const [p99Quiet, p99Beside] = [quantile(quiet, 0.99), quantile(beside, 0.99)];
  const answers = Map.groupBy(outcomes, ({ revocationId }) => revocationId);
  const again = [...history.keys()].filter((id) => answers.get(id)?.length === 2).length;
  const liveTwice = [...answers].filter(([id, all]) => !history.has(id) && all.length > 1).length;
  const problems = [
    ...(end === 'stuck' ? ['the service got stuck: not all is answered'] : []),
    ...(again === history.size ? [] : [`${again} of ${history.size} were answered once more`]),
    ...(wasLongEnough ? [] : ['the replay was done before all live events were published beside it']),
    ...(liveTwice === 0 ? [] : [`${liveTwice} live events were answered more than once`]),
    ...(p99Beside <= p99Quiet * MOST_SLOWDOWN
      ? []
      : [`live p99 exposure rose from ${p99Quiet} ms to ${p99Beside} ms`]),
  ];
  return {
    scenario: 'replay',
    seed,
    command: `npm run chaos -- --scenario replay --seed ${seed} --minutes ${minutes} --events ${events} --processes ${processes} --lanes ${lanes}`,
    verdict: problems.length === 0 ? 'kept' : 'broken',
    problems,
    figures: {
      'events carried out again': again,
      'replay took, s': Math.round(replayMs / 1000),
      'live events alone': quiet.length,
      'live events beside the replay': beside.length,
      'p50 exposure alone, ms': quantile(quiet, 0.5),
      'p50 exposure beside the replay, ms': quantile(beside, 0.5),
      'p99 exposure alone, ms': p99Quiet,
      'p99 exposure beside the replay, ms': p99Beside,
      'median stages alone, ms': describeStages(outcomes, quietIds),
      'median stages beside the replay, ms': describeStages(outcomes, besideIds),
      'of the slowest hundredth alone, ms': describeStages(outcomes, quietIds, p99Quiet),
      'of the slowest hundredth beside it, ms': describeStages(outcomes, besideIds, p99Beside),
    },
  };
}

/** Of those that took at least so long. */
function describeStages(
  outcomes: readonly RevocationCompleted[],
  ids: ReadonlySet<string>,
  slowest = 0,
): string {
  const first = outcomes.filter(
    ({ eventId, revision, exposureMs }) =>
      revision === 1 && ids.has(eventId) && exposureMs !== null && exposureMs >= slowest,
  );
  return Object.entries(medianStages(first))
    .map(([name, ms]) => `${name} ${ms}`)
    .join(', ');
}

/** In milliseconds, of the first answers to these events. */
function exposures(outcomes: readonly RevocationCompleted[], ids: ReadonlySet<string>): readonly number[] {
  return outcomes.flatMap(({ eventId, revision, exposureMs }) =>
    revision === 1 && exposureMs !== null && ids.has(eventId) ? [exposureMs] : [],
  );
}
