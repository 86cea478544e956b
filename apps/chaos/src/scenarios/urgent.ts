import { openWriter, type WriterMessage } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import { eventMessage, eventually } from '#libs/testbed';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { clocked } from '../run/clocked.js';
import { onTestbed } from '../run/on-testbed.js';
import type { ScenarioOptions, ScenarioReport } from './scenario.js';

/** The rate of a small licence: the leavers alone are hours of work. */
const SETTINGS = { PINGONE_REQUESTS_PER_SECOND: '50', PINGONE_MAX_TOKENS_PER_JOB: '1' };
const COMPROMISES = 10;
const USERS_AT_A_TIME = 2_000;
/** From the acknowledgement of its record to its submit. */
const BEGUN_WITHIN_MS = 5_000;
const GIVEN_UP_AFTER_MS = 300_000;
/** Submits that show that the service is at it. */
const AT_WORK = 100;

interface Victim {
  readonly tokenId: string;
  readonly message: WriterMessage;
}

/** Compromises behind a mass of leavers: each is begun within seconds, whatever stands in front of it. */
export async function runUrgent(options: ScenarioOptions): Promise<ScenarioReport> {
  return onTestbed({ ...options, brokers: 1, settings: SETTINGS }, (testbed) => measure(testbed, options));
}

async function measure(testbed: ChaosTestbed, options: ScenarioOptions): Promise<ScenarioReport> {
  const { seed, events, processes, lanes, signal } = options;
  const tell = clocked(options.tell);
  const { kafka, topics, simulator } = testbed;
  const writer = await openWriter(kafka, { log: silentLog, signal });
  try {
    // All of it first: a simulator that makes people answers no request meanwhile, which is an outage to the service.
    const compromised = victims(testbed, COMPROMISES, 'compromise');
    const leavers: Victim[] = [];
    while (leavers.length < events) {
      leavers.push(...victims(testbed, Math.min(events - leavers.length, USERS_AT_A_TIME), 'leaver'));
    }
    for (let at = 0; at < leavers.length; at += USERS_AT_A_TIME) {
      await writer.send(
        topics.userDeprovisioned,
        leavers.slice(at, at + USERS_AT_A_TIME).map(({ message }) => message),
      );
    }
    tell(`${events} leavers are published`);
    await eventually(
      'leavers are worked off',
      () => simulator.state.submits().length > AT_WORK,
      GIVEN_UP_AFTER_MS,
    );
    tell(`${COMPROMISES} compromises follow`);
    await writer.send(
      topics.userDeprovisioned,
      compromised.map(({ message }) => message),
    );
    const published = Date.now();
    const begun = (): ReadonlyMap<string, number> => {
      const wanted = new Set(compromised.map(({ tokenId }) => tokenId));
      const submits = simulator.state.submits();
      return new Map(
        submits.flatMap(({ at, tokenIds }) =>
          tokenIds.filter((id) => wanted.has(id)).map((id) => [id, Date.parse(at)] as const),
        ),
      );
    };
    await eventually(
      () => `all compromises are begun; ${begun().size} of ${COMPROMISES} were`,
      () => begun().size === COMPROMISES,
      GIVEN_UP_AFTER_MS,
    );
    const delays = [...begun().values()].map((at) => at - published).toSorted((a, b) => a - b);
    const longest = delays.at(-1) ?? 0;
    const before = simulator.state.submits().length - COMPROMISES;
    const problems =
      longest <= BEGUN_WITHIN_MS ? [] : [`a compromise was begun ${longest} ms after it was published`];
    return {
      scenario: 'urgent',
      seed,
      command: `npm run chaos -- --scenario urgent --seed ${seed} --events ${events} --processes ${processes} --lanes ${lanes}`,
      verdict: problems.length === 0 ? 'kept' : 'broken',
      problems,
      figures: {
        'leavers in front': events,
        'of these begun before the last compromise': before,
        'requests per second': SETTINGS.PINGONE_REQUESTS_PER_SECOND,
        compromises: COMPROMISES,
        'begun after, ms, median': delays[Math.floor(delays.length / 2)] ?? 0,
        '… longest': longest,
      },
    };
  } finally {
    await writer.close();
  }
}

/** People with a token each, and the events that say what became of them. */
function victims(
  { simulator }: ChaosTestbed,
  count: number,
  cause: 'leaver' | 'compromise',
): readonly Victim[] {
  const { users } = simulator.seed({ users: count, oathTokensPerUser: 1, sessionsPerUser: 0 });
  return users.map(({ id: userId, oathTokens }) => {
    const tokenId = oathTokens[0]?.id ?? '';
    const data = { userId, oathTokenIds: [tokenId], cause };
    return { tokenId, message: eventMessage('userDeprovisioned', data, { source: '/urgent', key: userId }) };
  });
}
