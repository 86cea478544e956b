import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetterMessage, type RevocationCompleted } from '#libs/contracts';
import { openAdmin, openWriter, TopicReader, type WriterMessage } from '#libs/kafka';
import { type LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventually,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';
import { commandLine, type Circumstances, type Ended } from '../apps/revokerctl/test/command-line.js';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
/** Published before the group was there: the service began with what came after them. */
const BACKLOG = 12;

/** Published before the group was there, too. */
const SESSION = {
  eventId: 'evt-session',
  eventSource: '/sessions',
  sessionId: '0a1b2c3d-0000-4000-8000-000000000001',
};
const kafka = { brokers: brokers.split(','), clientId: 'test' };

let folder: string;
let simulator: Simulator;
let service: ServiceProcess;
let topics: Topics;
let env: Record<string, string>;
/** By path, as the command line reads them. */
let files: Record<string, string>;
let people: Simulator['seeded']['users'];
let outcomes: TopicRecorder;

type Person = (typeof people)[number];

beforeAll(async () => {
  const name = uniqueName('ops');
  folder = await mkdtemp(join(tmpdir(), 'operators-'));
  simulator = await startSimulator({ population: { users: 0 } });
  people = simulator.seed({ users: 30, oathTokensPerUser: 2, sessionsPerUser: 0 }).users;
  topics = topicsOf(name);
  const protectedUsers = people.slice(20, 25).map(({ id }) => `userId: ${id}`);
  const file = join(folder, 'protected');
  files = { [file]: protectedUsers.join('\n') };
  await writeFile(file, protectedUsers.join('\n'));
  env = {
    ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
    START_FROM: 'latest',
    PROTECTED_USERS_FILE: file,
  };
  expect((await ctl('topics', 'create', '--json')).code).toBe(0);
  await publish(people.slice(0, BACKLOG));
  await ctlIn({ stdin: JSON.stringify(SESSION) }, 'publish');
  service = await ServiceProcess.start(env);
  outcomes = new TopicRecorder(kafka, [topics.completed]);
});

afterAll(async () => {
  await outcomes[Symbol.asyncDispose]();
  await service.kill('SIGTERM');
  await simulator.close();
  await rm(folder, { recursive: true });
});

const ctl = (...args: readonly string[]): Promise<Ended> => ctlIn({}, ...args);

function ctlIn(circumstances: Circumstances, ...args: readonly string[]): Promise<Ended> {
  return commandLine(args, { env, files, now: Date.now, ...circumstances });
}

/** An event for each, `evt-<name>`, without waiting for anything. */
async function publish(whom: readonly Person[]): Promise<void> {
  const stdin = whom
    .map(({ id, oathTokens }) =>
      JSON.stringify({
        eventId: eventOf(id),
        eventSource: '/hr',
        userId: id,
        oathTokenIds: oathTokens.map((token) => token.id),
      }),
    )
    .join('\n');
  expect(await ctlIn({ stdin }, 'publish', '--json')).toMatchObject({ code: 0, err: '' });
}

const eventOf = (userId: string | undefined): string => `evt-${userId}`;

function outcomesOf({ id }: Person): readonly RevocationCompleted[] {
  return outcomes.outcomes(topics.completed).filter(({ userId }) => userId === id);
}

async function untilOutcome(person: Person, isIt: (outcome: RevocationCompleted) => boolean): Promise<void> {
  await outcomes.until(`the outcome of ${person.id}`, () => outcomesOf(person).some(isIt));
}

/** Requests that PingOne got, by operation, but for worker tokens. */
function calls(): Readonly<Record<string, number>> {
  const all = Object.entries(simulator.state.requests().byOperation);
  return Object.fromEntries(
    all.filter(([name]) => name !== 'issue-token').map(([name, { requests }]) => [name, requests]),
  );
}

function person(n: number): Person {
  const found = people[n];
  if (!found) {
    throw new Error(`There is no person ${n}.`);
  }
  return found;
}

const repair = (lane: number, key: string): Promise<Ended> =>
  ctl('ledger', 'repair', '--lane', String(lane), '--key', key, '--yes');

async function found({ id }: Person): Promise<{ readonly lane: number; readonly revocationId: string }> {
  const { json } = await ctl('find', eventOf(id), '--json');
  return json[0] as { lane: number; revocationId: string };
}

async function recordsOf(topic: string): Promise<readonly LaneRecord[]> {
  const scanner = await TopicReader.open(kafka, { log: silentLog, signal: new AbortController().signal });
  const records = await Array.fromAsync(scanner.read(await scanner.ranges(topic)));
  await scanner.close();
  return records;
}

async function write(topic: string, message: WriterMessage): Promise<void> {
  const writer = await openWriter(kafka, { log: silentLog });
  await writer.send(topic, [message]);
  await writer.close();
}

const partly = (fields: object): unknown => expect.objectContaining(fields);

const replay = (...args: readonly string[]): Promise<Ended> =>
  ctl('replay', '--topic', topics.userDeprovisioned, ...args, '--json');

interface Span {
  readonly least: number;
  readonly most?: number;
}

interface Planned {
  readonly plan: {
    readonly counts: Readonly<Record<string, number>>;
    readonly calls: Readonly<Record<'jobs' | 'polls' | 'readBacks' | 'lookups' | 'tokenRevocations', Span>>;
  };
}

/** A day of one installation, in one case: each step begins with what the one before has left. */
const day: (readonly [name: string, run: () => Promise<void>])[] = [];
let title = '';

function chapter(name: string, tell: () => void): void {
  title = name;
  tell();
}

function step(name: string, run: () => Promise<void>): void {
  day.push([`${title} ${name}`, run]);
}

function steps<Row extends readonly [string, ...unknown[]]>(rows: readonly Row[]) {
  return (name: string, run: (row: Row) => Promise<void>): void =>
    rows.forEach((row) => step(`${name} ${row[0]}`, () => run(row)));
}

chapter('replay', () => {
  step('says beforehand what a backfill will cost, and that is what it costs', async () => {
    const dry = await replay('--from', 'earliest', '--dry-run');
    expect(dry.code).toBe(0);
    const [{ plan }] = dry.json as [Planned];
    expect(plan.counts).toMatchObject({
      events: BACKLOG,
      unknown: BACKLOG,
      settled: 0,
      open: 0,
      undecodable: 0,
    });
    expect(calls()).toEqual({});

    const { code, json } = await replay('--from', 'earliest', '--yes', '--by', 'ada');
    expect(json[1]).toMatchObject({ status: 'done', counts: { read: BACKLOG, opened: BACKLOG, skipped: 0 } });
    expect(code).toBe(0);
    const made = calls();
    const within = (made: number | undefined, { least, most = Infinity }: Span): boolean =>
      (made ?? 0) >= least && (made ?? 0) <= most;
    expect(within(made['submit-oath-job'], plan.calls.jobs)).toBe(true);
    expect(within(made['read-oath-job'], plan.calls.polls)).toBe(true);
    expect(within(made['read-oath-token'], plan.calls.readBacks)).toBe(true);
    expect(Object.keys(made).sort()).toEqual(['read-oath-job', 'submit-oath-job']);
  });

  step('of a range that is settled makes no call and no outcome', async () => {
    const [before, known] = [calls(), await recordsOf(topics.completed)];
    expect(known).toHaveLength(BACKLOG);
    const { code, json } = await replay('--from', 'earliest', '--yes');
    expect(json).toMatchObject([
      { plan: { counts: { events: BACKLOG, settled: BACKLOG, unknown: 0 }, carriedOut: 0 } },
      { status: 'done', counts: { read: BACKLOG, skipped: BACKLOG, opened: 0, republished: 0 } },
    ]);
    expect(code).toBe(0);
    expect(calls()).toEqual(before);
    expect(await recordsOf(topics.completed)).toHaveLength(BACKLOG);
    // An event that comes after it is carried out as ever.
    await publish([person(BACKLOG)]);
    await untilOutcome(person(BACKLOG), ({ revision }) => revision === 1);
    expect(await recordsOf(topics.completed)).toHaveLength(BACKLOG + 1);
    expect(calls()['submit-oath-job']).toBe((before['submit-oath-job'] ?? 0) + 1);
  });

  step('with --republish publishes the outcomes of one user again as they were', async () => {
    const user = person(3);
    await untilOutcome(user, ({ revision }) => revision === 1);
    const [first] = outcomesOf(user);
    const before = calls();
    const { code, json } = await replay('--from', '1h', '--user', user.id, '--republish', '--yes');
    expect(json[1]).toMatchObject({ status: 'done', counts: { republished: 1, opened: 0 } });
    expect(code).toBe(0);
    await outcomes.until('it is there again', () => outcomesOf(user).length === 2);
    const { replay: _, ...again } = outcomesOf(user)[1] ?? ({} as RevocationCompleted);
    const { replay: __, ...was } = first ?? ({} as RevocationCompleted);
    expect(again).toEqual(was);
    expect(calls()).toEqual(before);
  });

  step('goes on where it is left by who watches it, and may be held and ended', async () => {
    expect((await ctl('pause', '--by', 'ada')).out).toContain('All 4 lanes stand still');
    const interrupted = new AbortController();
    const watching = ctlIn(
      { signal: interrupted.signal },
      ...['replay', '--topic', topics.userDeprovisioned, '--from', 'earliest', '--again', '--yes'],
    );
    let name = '';
    await eventually('the replay is known', async () => {
      const listed = (await ctl('replay', 'list', '--json')).json as { replay: string; status: string }[];
      name = listed.find(({ status }) => status === 'running')?.replay ?? '';
      return name !== '';
    });
    interrupted.abort(new Error('SIGINT'));
    const { code, err } = await watching;
    expect(err).toContain(`The replay goes on in the service: "revokerctl replay watch ${name}"`);
    expect(code).toBe(130);

    const same = await replay('--from', 'earliest', '--again', '--yes');
    expect(same.err).toContain(`Replay ${name} of the same range is under way already: nothing was sent.`);
    expect((await ctl('replay', 'pause', name.slice(0, 8))).out).toBe(`Replay ${name} is paused.\n`);
    expect((await ctl('replay', 'pause', name)).out).toBe(
      `Replay ${name} is paused already: nothing changes.\n`,
    );
    expect((await ctl('replay', 'watch', name)).code).toBe(1);
    expect((await ctl('replay', 'resume', name)).out).toBe(`Replay ${name} is running.\n`);
    expect((await ctl('replay', 'cancel', name)).out).toContain(`Replay ${name} is cancelled.`);
    expect(await ctl('replay', 'resume', name)).toMatchObject({
      code: 1,
      out: `Replay ${name} is cancelled already: nothing changes.\n`,
    });
    const status = (await ctl('replay', 'status', name, '--json')).json;
    expect(status).toMatchObject([{ replay: name, status: 'cancelled', mode: 'again' }]);
  });
});

chapter('pause and resume', () => {
  step('stop everything until it is lifted, each once', async () => {
    const again = await ctl('pause');
    expect(again.out).toMatch(
      /^All 4 lanes are paused already: nothing changes\. They were stopped by ada at /,
    );
    expect(again.code).toBe(0);
    await publish([person(13)]);
    const before = calls();
    expect((await ctl('status')).out).toContain('Lane 0 is PAUSED by ada');
    expect(calls()).toEqual(before);
    const { code, json } = await ctl('resume', '--json');
    expect(json).toMatchObject([{ changed: [0, 1, 2, 3], lanes: [{ lane: 0, paused: false }, {}, {}, {}] }]);
    expect(code).toBe(0);
    await untilOutcome(person(13), ({ status }) => status === 'completed');
    expect((await ctl('resume')).out).toBe('All 4 lanes are running: none is paused: nothing changes.\n');
  });
});

chapter('retry', () => {
  step('carries a settled revocation out again, as the next revision', async () => {
    const { code, json } = await ctl('retry', eventOf(person(5).id), '--by', 'ada', '--json');
    expect(json).toMatchObject([{ revision: 2, userId: person(5).id, requested: 2 }]);
    expect(code).toBe((json[0] as RevocationCompleted).status === 'completed' ? 0 : 1);
    await untilOutcome(person(5), ({ revision }) => revision === 2);
  });
});

chapter('holds', () => {
  const [first, second, third] = [20, 21, 22];

  step('are listed, approved, rejected and taken back, each once', async () => {
    await publish([person(first), person(second), person(third)]);
    let held: readonly unknown[] = [];
    await eventually('three are held', async () => {
      held = (await ctl('holds', 'list', '--json')).json;
      return held.length === 3;
    });
    expect(held[0]).toMatchObject({ reason: 'protected-user', eventType: 'user.deprovisioned' });
    expect((await ctl('holds', 'list')).out).toContain(`user ${person(first).id}`);
    expect((await ctl('status')).out).toContain('3 open (3 held: "revokerctl holds list"), ');
    expect((await ctl('holds', 'list', '--reason', 'mass-deprovisioning')).out).toBe(
      'Nothing is held for the reason mass-deprovisioning.\n',
    );

    const approved = await ctl('holds', 'approve', eventOf(person(first).id), '--by', 'ada');
    expect(approved).toMatchObject({ code: 0, out: '1 revocation approved: it is carried out now.\n' });
    await untilOutcome(person(first), ({ status }) => status === 'completed');

    const rejected = await ctl(
      'holds',
      'reject',
      eventOf(person(second).id),
      '--by',
      'ada',
      '--note',
      'stays',
    );
    expect(rejected).toMatchObject({ code: 0, out: '1 revocation rejected: nothing was sent to PingOne.\n' });
    await untilOutcome(person(second), ({ failure }) => failure?.code === 'rejected-by-operator');
    const twice = await ctl('holds', 'reject', eventOf(person(second).id), '--by', 'ada');
    expect(twice.err).toMatch(/^Revocation \S+ is rejected already: nothing changes\.\n$/);
    expect(twice.code).toBe(0);
    expect((await ctl('holds', 'approve', eventOf(person(second).id), '--by', 'ada')).code).toBe(1);

    // What stands still can be taken back all the same.
    expect((await ctl('pause')).code).toBe(0);
    const cancelled = await ctl('cancel', eventOf(person(third).id), '--note', 'the wrong person');
    expect(cancelled.out).toContain('cancelled-by-operator: the wrong person');
    expect(cancelled.code).toBe(0);
    expect((await ctl('resume')).code).toBe(0);
    const again = await ctl('cancel', eventOf(person(third).id));
    expect(again.out).toContain('is settled already: nothing changes.');
    expect(again.code).toBe(0);
    expect(outcomesOf(person(second)).concat(outcomesOf(person(third)))).toHaveLength(2);
    expect(await ctl('holds', 'approve', '--all', '--by', 'ada')).toMatchObject({
      code: 0,
      err: 'Nothing is held: nothing changes.\n',
    });
  });
});

chapter('dead-letters redrive', () => {
  step('carries out what is an event to this version, once, and leaves the rest alone', async () => {
    const garbage = JSON.stringify({ headers: {}, value: 'not JSON', key: 'k' });
    await ctlIn({ stdin: garbage }, 'publish', '--type', 'user.deprovisioned', '--unchecked');
    // As an older version would have set it aside.
    for (const record of await recordsOf(topics.sessionTerminated)) {
      const { headers, key, value } = deadLetterMessage(record, 'unknown-shape', 'Not understood.', 'old');
      await write(topics.deadLetter, { headers, key, value });
    }
    let dry = await ctl('dead-letters', 'redrive', '--dry-run', '--json');
    await eventually('both are dead letters', async () => {
      dry = await ctl('dead-letters', 'redrive', '--dry-run', '--json');
      return (dry.json[0] as { counts: { hopeless: number } }).counts.hopeless === 1;
    });
    expect(dry.json).toMatchObject([{ counts: { ready: 1, hopeless: 1, tried: 0 }, redriven: 1 }]);

    const { code, json } = await ctl('dead-letters', 'redrive', '--yes', '--rate', '5', '--json');
    expect(json[1]).toMatchObject({ status: 'done', counts: { read: 1, opened: 1, unreadable: 0 } });
    expect(code).toBe(0);
    const isSession = ({ eventId }: RevocationCompleted): boolean => eventId === SESSION.eventId;
    await outcomes.until('the session is answered', () =>
      outcomes.outcomes(topics.completed).some(isSession),
    );

    const again = await ctl('dead-letters', 'redrive', '--yes');
    expect(again.out).toContain('Nothing is to be redriven (--force');
    const forced = await ctl('dead-letters', 'redrive', '--yes', '--force', '--json');
    expect(forced.json[1]).toMatchObject({ status: 'done', counts: { read: 1, opened: 0, unreadable: 1 } });
    const tried = await ctl('dead-letters', 'redrive', '--dry-run', '--json');
    expect(tried.json).toMatchObject([{ counts: { 'carried-out': 1, tried: 1, hopeless: 0 }, redriven: 0 }]);
    expect(outcomes.outcomes(topics.completed).filter(isSession)).toHaveLength(1);
  });
});

chapter('ledger check and repair', () => {
  step('bring lanes back that have stopped by what they cannot read', async () => {
    await publish([person(23)]);
    await eventually('it is held', async () => (await ctl('holds', 'list', '--json')).json.length === 1);
    const [settled, open] = await Promise.all([found(person(1)), found(person(23))]);
    const position = `position/${topics.userDeprovisioned}/${settled.lane}`;
    const corrupt = [
      { lane: settled.lane, key: `entry/${settled.revocationId}` },
      { lane: open.lane, key: `entry/${open.revocationId}` },
      { lane: settled.lane, key: position },
    ];
    // Stopped: a lane that runs would write its position over it.
    await service.kill('SIGTERM');
    for (const { lane: partition, key } of corrupt) {
      await write(topics.ledger, { partition, key, value: '{"v":' });
    }
    const early = await repair(settled.lane, position);
    expect(early.err).toContain(`Lane ${settled.lane} has not stopped by it`);
    expect(early.code).toBe(1);
    service = await ServiceProcess.start(env);
    await eventually('the lanes have stopped', () =>
      corrupt.every(({ lane }) => service.output.includes(`Lane ${lane} has stopped`)),
    );

    const check = await ctl('ledger', 'check', '--json');
    expect(check.code).toBe(5);
    const problems = corrupt.map((each) => ({ ...each, code: 'corrupt', hasStopped: true }));
    expect(check.json).toMatchObject([{ ok: false, problems: expect.arrayContaining(problems.map(partly)) }]);
    expect(await ctl('pause', '--wait', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`Lane ${settled.lane} cannot run: its ledger holds what`),
    });

    const ofSettled = await repair(settled.lane, `entry/${settled.revocationId}`);
    expect(ofSettled.out).toContain('Its outcome takes its place, revision 1 as it was published.');
    const ofOpen = await repair(open.lane, `entry/${open.revocationId}`);
    const hint = /revokerctl (replay .*)$/m.exec(ofOpen.out)?.[1] ?? '';
    expect(ofOpen.out).toContain(`Lost: revocation ${open.revocationId}; no outcome of it was published`);
    expect((await repair(settled.lane, position)).out).toContain('Nothing is lost');
    expect((await ctl('ledger', 'check')).code).toBe(0);

    // The service need not be restarted for that.
    await eventually('the lanes run again', () =>
      corrupt.every(({ lane }) => service.output.includes(`Over: Lane ${lane} has stopped`)),
    );
    expect((await ctl('resume')).code).toBe(0);
    const { out, code } = await ctl(...hint.split(' '), '--yes', '--no-wait');
    expect(out).toContain('1 event will be carried out');
    expect(code).toBe(0);
    await eventually(
      'it is held again',
      async () => (await ctl('holds', 'list', '--json')).json.length === 1,
    );
    // What was settled is known as before.
    const known = await replay('--from', 'earliest', '--user', person(1).id, '--dry-run');
    expect(known.json).toMatchObject([{ plan: { counts: { settled: 1, unknown: 0 } } }]);
    expect((await ctl('audit', '--settle', '0')).out).toContain('Nothing is missing, repeated or altered.');
  });

  steps<readonly [string, readonly string[], number, RegExp]>([
    [
      'no such lane',
      ['--lane', '9', '--key', 'meta'],
      4,
      /^There is no lane 9: the ledger has lanes 0 to 3\.\n$/,
    ],
    [
      'no such record',
      ['--lane', '0', '--key', 'meta'],
      4,
      /^Nothing is to be repaired: lane 0 has no record/,
    ],
    ['no record', ['--lane', '0'], 2, /^Say which record: either --key or --offset\.\n$/],
  ])('say that there is', async ([, args, code, sentence]) => {
    const ended = await ctl('ledger', 'repair', ...args, '--yes');
    expect(ended.err).toMatch(sentence);
    expect(ended.code).toBe(code);
  });
});

chapter('what cannot be done is said in one sentence:', () => {
  const UNKNOWN = '00000000-0000-4000-8000-000000000000';

  steps<readonly [string, () => readonly string[], number, RegExp]>([
    [
      'a cancel of nothing',
      () => ['cancel', UNKNOWN],
      4,
      /^The ledger knows no revocation and no event with the id/,
    ],
    ['a cancel of what is settled', () => ['cancel', eventOf(person(1).id)], 1, /^$/],
    ['a retry of nothing', () => ['retry', UNKNOWN], 4, /^The ledger knows no revocation/],
    [
      'a decision without the name of who decides',
      () => ['holds', 'approve', UNKNOWN],
      2,
      /^Say who decides: --by is missing\.\n$/,
    ],
    [
      'a decision about nothing',
      () => ['holds', 'reject', '--by', 'ada'],
      2,
      /^Name the revocations, or say --all/,
    ],
    [
      'a decision about what is not held',
      () => ['holds', 'approve', eventOf(person(1).id), '--by', 'ada'],
      1,
      /is settled already/,
    ],
    [
      'a replay of no input',
      () => ['replay', '--topic', 'nowhere', '--from', '1h'],
      4,
      /^nowhere is no input of the service/,
    ],
    [
      'a replay of an empty range',
      () => ['replay', '--topic', topics.userDeprovisioned, '--from', '1h', '--to', '2h'],
      2,
      /^The range is empty: --from must be before --to/,
    ],
    [
      'a replay of a range with nothing in it',
      () => ['replay', '--topic', topics.sessionTerminated, '--from', 'earliest', '--to', '2h'],
      4,
      /^There is nothing in \S+ from earliest to \S+\.\n$/,
    ],
    [
      'a replay of offsets without a partition',
      () => ['replay', '--topic', topics.userDeprovisioned, '--from', '5'],
      2,
      /^Offsets differ from partition to partition/,
    ],
    [
      'a replay of a partition that is not there',
      () => ['replay', '--topic', topics.userDeprovisioned, '--partition', '9', '--from', '0'],
      4,
      /has no partition 9: it has 4 partitions, from 0\.\n$/,
    ],
    [
      'a replay of a user who is not in the range',
      () => ['replay', '--topic', topics.userDeprovisioned, '--from', '1h', '--user', 'nobody'],
      4,
      /^Nothing in the range is about the user "nobody"\.\n$/,
    ],
    [
      'a replay that was not confirmed',
      () => ['replay', '--topic', topics.userDeprovisioned, '--from', '1h'],
      2,
      /^Nothing was sent: --yes is missing, and there is no terminal to ask on\.\n$/,
    ],
    ['a replay that is not known', () => ['replay', 'cancel', UNKNOWN], 4, /^The ledger knows no replay/],
  ])('', async ([, args, code, sentence]) => {
    const ended = await ctl(...args());
    expect(ended.err).toMatch(sentence);
    expect(ended.code).toBe(code);
  });
});

chapter('a ledger that was created anew', () => {
  step('is known to have lost data, and decides nothing', async () => {
    await service.kill('SIGTERM');
    const admin = await openAdmin(kafka, { log: silentLog });
    await admin.delete([topics.ledger]);
    const spec = { partitions: 4, replicationFactor: 1, configs: { 'cleanup.policy': 'compact' } };
    await eventually('it can be created again', async () => {
      const [created] = await admin.create([{ name: topics.ledger, ...spec }]);
      return created?.kind === 'done';
    });
    await admin.close();
    const { code, json } = await ctl('ledger', 'check', '--json');
    expect(json).toMatchObject([
      { ok: false, problems: [0, 1, 2, 3].map((lane) => ({ code: 'lost-data', lane })) },
    ]);
    expect(code).toBe(1);
    const pause = await ctl('pause');
    expect(pause.err).toMatch(/^The ledger \S+ is empty/);
    expect(pause.code).toBe(4);
  });
});

it('is a day of operators, whose every command says what it does and does what it says', async () => {
  for (const [name, run] of day) {
    try {
      await run();
    } catch (error) {
      throw new Error(`"${name}" failed: ${String(error)}`, { cause: error });
    }
  }
}, 1_800_000);
