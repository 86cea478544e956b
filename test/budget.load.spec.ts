import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pass } from 'node:timers/promises';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  firstAboveLimit,
  EventLoopLag,
  eventually,
  uniqueName,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  createWorkload,
  publishWorkload,
} from '#libs/testbed';
import { busyness, measured } from './support/measured.js';

const LANES = 8;
const BUDGET = 40;
/** Each costs at least a submit and a poll: more than the whole test can send. */
const EVENTS = 4_000;
const MEASURED_MS = 6_000;
const LOOKS = 4;
/** Per cent; windows of 1.05 s leave 95 at most. A machine with more to do than it has cores leaves less. */
const ENOUGH = 85;
const enough = (): number => ENOUGH / Math.max(1, busyness());
const SESSION_TIMEOUT_MS = 6_000;
/** A second of PingOne's, and the time that a part of the budget lies idle when it changes hands. */
const SETTLED_MS = 1_500;

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka: KafkaSettings = { brokers: brokers.split(','), clientId: 'test' };

let simulator: Simulator;
let folder: string;
const fleet: ServiceProcess[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ population: { users: 0 } });
  folder = await mkdtemp(join(tmpdir(), 'budget-'));
  await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
});

afterEach(async () => {
  await Promise.all(fleet.splice(0).map((service) => service[Symbol.asyncDispose]()));
  await simulator.close();
  await rm(folder, { recursive: true });
});

/** Waits until the instances hold so many lanes, the one with the most first. */
async function untilLanesAre(wanted: readonly number[]): Promise<void> {
  let seen: readonly number[] = [];
  await eventually(
    () => `lanes ${wanted.join()}; they were ${seen.join()}`,
    async () => {
      const pages = await Promise.all(fleet.map((service) => service.metrics()));
      seen = pages
        .map((page) => Number(/^revocation_lanes\{state="running"\} (\d+)/m.exec(page)?.[1] ?? 0))
        .toSorted((one, other) => other - one);
      return seen.join() === wanted.join();
    },
  );
}

/**
 * The part of the budget that is used from now on, in per cent. A machine that has other things to do
 * starves the fleet for a while, which says nothing of the budget: then it is looked at once more.
 */
async function used(): Promise<number> {
  let best = 0;
  for (let look = 0; look < LOOKS && best < enough(); look++) {
    const [from, before] = [performance.now(), simulator.state.requests().requests];
    await pass(MEASURED_MS);
    const rate = (simulator.state.requests().requests - before) / ((performance.now() - from) / 1000);
    best = Math.max(best, Math.round((100 * rate) / BUDGET));
  }
  return best;
}

/**
 * The first of the requests within some time that was one too many for a limit, told by what it was.
 * The budget knows when a request left; one that left in time may arrive late by what holds up a
 * process of this machine, and then the next ones seem to have come too early.
 */
function tooMany(
  lag: EventLoopLag,
  limit: number,
  [from, to]: readonly [number, number],
): string | undefined {
  const all = simulator.state.arrivals().filter(({ at }) => at >= from && at < to);
  const noticed = all.map(({ at }) => at);
  const late = lag.longestStop();
  const earliest = lag.earliest(noticed).map((time) => time - late);
  const index = firstAboveLimit(noticed, earliest, limit);
  const arrival = index === undefined ? undefined : all[index];
  return arrival && `${arrival.operation}, ${Math.round(arrival.at - from)} ms after the beginning`;
}

describe('the budget of a fleet of three with uneven lanes', () => {
  it('is kept in every second at PingOne, and used, also while one is killed and another joins', async () => {
    const name = uniqueName('budget');
    const topics = topicsOf(name);
    const environment = {
      ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
      PINGONE_APPLICATIONS_FILE: await simulator.writeApplicationsFile(folder),
      TOKEN_SEALING_KEY_FILE: join(folder, 'sealing.key'),
      KAFKA_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
      LANES: String(LANES),
      PINGONE_REQUESTS_PER_SECOND: String(BUDGET),
      PINGONE_MAX_TOKENS_PER_JOB: '2',
    };
    const start = async (): Promise<ServiceProcess> => {
      const service = await ServiceProcess.start(environment);
      fleet.push(service);
      return service;
    };
    const lag = new EventLoopLag();
    const begin = performance.now();
    const usage: Record<string, number> = {};

    const victim = await start();
    await Promise.all([start(), start()]);
    await untilLanesAre([3, 3, 2]);
    const events = createWorkload(simulator, { events: EVENTS, sessions: 300, missingEvery: 50 });
    const writer = await openWriter(kafka, { log: silentLog });
    await publishWorkload(writer, topics, events);
    await writer.close();
    await eventually('the backlog is worked off', () => simulator.state.requests().requests > 2 * BUDGET);
    usage['three'] = await used();

    const sharePattern = /^pingone_permitted_requests_per_second\{group="general"\} (\d+)$/m;
    const share = Number(sharePattern.exec(await victim.metrics())?.[1]);
    await victim.kill('SIGKILL');
    fleet.splice(fleet.indexOf(victim), 1);
    await pass(SETTLED_MS);
    const killed = performance.now();
    await pass(SESSION_TIMEOUT_MS - 2 * SETTLED_MS);
    const taken = performance.now();
    await untilLanesAre([4, 4]);
    await pass(SETTLED_MS);
    usage['two'] = await used();

    await start();
    await untilLanesAre([3, 3, 2]);
    await pass(SETTLED_MS);
    usage['three again'] = await used();
    lag.stop();

    expect(tooMany(lag, BUDGET, [begin, Infinity])).toBeUndefined();
    expect(share).toBeGreaterThan(0);
    expect(tooMany(lag, BUDGET - share, [killed, taken])).toBeUndefined();
    measured('shares of a budget, in per cent', {
      ...usage,
      'longest stop of a process': `${Math.round(lag.longestStop())} ms`,
    });
    for (const [when, percent] of Object.entries(usage)) {
      expect({ when, percent, isEnough: percent >= enough() }).toEqual({ when, percent, isEnough: true });
    }
    expect(simulator.state.requests().byStatus['429']).toBeUndefined();
  }, 240_000);
});
