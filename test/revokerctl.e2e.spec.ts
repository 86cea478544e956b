import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RevocationCompleted } from '#libs/contracts';
import { openAdmin, openWriter, TopicReader, type WriterMessage } from '#libs/kafka';
import { type LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import {
  eventually,
  startSimulator,
  type Simulator,
  uniqueName,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';
import { commandLine, type Ended } from '../apps/revokerctl/test/command-line.js';
import { revokerctl } from './support/revokerctl.js';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka = { brokers: brokers.split(','), clientId: 'test' };
const LEAVERS = 30;

let folder: string;
let simulator: Simulator;
let service: ServiceProcess;
let topics: Topics;
let env: Record<string, string>;
/** By path, as the command line reads them. */
let files: Record<string, string>;
/** The people whose events are published. */
let people: Simulator['seeded']['users'];

/** A service that has answered the events of some leavers, a repeat and some garbage. */
beforeAll(async () => {
  const name = uniqueName('ctl');
  folder = await mkdtemp(join(tmpdir(), 'revokerctl-'));
  await writeFile(join(folder, 'sealing.key'), randomBytes(32).toString('base64'));
  simulator = await startSimulator({ population: { users: 0 } });
  people = simulator.seed({ users: LEAVERS, oathTokensPerUser: 2, sessionsPerUser: 0 }).users;
  topics = topicsOf(name);
  const applications = await simulator.writeApplicationsFile(folder);
  const sealingKey = join(folder, 'sealing.key');
  env = {
    ...serviceEnvironment({ brokers, topics, groupId: name, simulator }),
    PINGONE_APPLICATIONS_FILE: applications,
    TOKEN_SEALING_KEY_FILE: sealingKey,
  };
  files = {
    [applications]: await readFile(applications, 'utf8'),
    [sealingKey]: await readFile(sealingKey, 'utf8'),
  };
  service = await ServiceProcess.start(env);
});

afterAll(async () => {
  await service.kill('SIGTERM');
  await simulator.close();
  await rm(folder, { recursive: true });
});

/** In this process; what a process of its own does otherwise is tested with `revokerctl`. */
const ctl = (...args: readonly string[]): Promise<Ended> => commandLine(args, { env, files, now: Date.now });

/** The topics as they are, but for some records: a copy that the command is pointed at. */
async function auditOfCopy(
  setting: string,
  topic: string,
  change: (records: readonly LaneRecord[]) => readonly LaneRecord[],
): Promise<Ended> {
  const copy = uniqueName('copy');
  const admin = await openAdmin(kafka, { log: silentLog });
  const scanner = await TopicReader.open(kafka, { log: silentLog, signal: new AbortController().signal });
  const writer = await openWriter(kafka, { log: silentLog });
  try {
    const [original] = await admin.describe([topic]);
    const partitions = original?.kind === 'topic' ? original.partitions : 0;
    await admin.create([{ name: copy, partitions, replicationFactor: 1 }]);
    const records: LaneRecord[] = [];
    for await (const record of scanner.read(await scanner.ranges(topic))) {
      records.push(record);
    }
    await writer.send(copy, change(records).map(messageOf));
    const circumstances = { env: { ...env, [setting]: copy }, files, now: Date.now };
    return await commandLine(['audit', '--settle', '0'], circumstances);
  } finally {
    await Promise.all([writer.close(), scanner.close()]);
    await admin.delete([copy]);
    await admin.close();
  }
}

function messageOf({ partition, key, value, headers, timestamp }: LaneRecord): WriterMessage {
  return { partition, key, value, headers, timestamp };
}

const outcomeOf = ({ value }: LaneRecord): RevocationCompleted =>
  JSON.parse(value?.toString('utf8') ?? '{}') as RevocationCompleted;

describe('revokerctl with a running service', () => {
  it('publishes events, waits for their outcomes and ends with 0', async () => {
    const lines = people.map(({ id, oathTokens }, n) =>
      JSON.stringify({
        eventId: `evt-${n}`,
        eventSource: '/hr',
        userId: id,
        oathTokenIds: oathTokens.map((token) => token.id),
      }),
    );
    const { code, out, err } = await revokerctl(['publish', '--wait', '--json'], {
      env,
      stdin: lines.join('\n'),
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly status?: string });
    expect(answers.filter(({ status }) => status === 'completed')).toHaveLength(LEAVERS);
  });

  it('finds a person by a token that only the event names, and has the evidence', async () => {
    const [person] = people;
    const found = await ctl('find', person?.oathTokens[0]?.id ?? '', '--json');
    expect(JSON.parse(found.out)).toMatchObject({ state: 'settled', eventId: 'evt-0', published: 'same' });
    const evidence = await ctl('evidence', person?.id ?? '');
    expect(evidence.out).toContain('2 of 2 revoked');
    expect(evidence.out).toMatch(/PingOne +\S+ submit-oath-job; job \S+, transaction \S+, correlation \S+/);
    expect(evidence.code).toBe(0);
  });

  it('lists what was no event', async () => {
    const garbage = JSON.stringify({ headers: {}, value: 'not JSON', key: 'k' });
    const circumstances = { env, files, now: Date.now };
    await commandLine(['publish', '--type', 'user.deprovisioned', '--unchecked'], {
      ...circumstances,
      stdin: garbage,
    });
    const repeat = JSON.stringify({
      eventId: 'evt-0',
      eventSource: '/hr',
      userId: people[0]?.id,
      oathTokenIds: people[0]?.oathTokens.map(({ id }) => id),
    });
    await commandLine(['publish'], { ...circumstances, stdin: repeat });
    let listed: readonly unknown[] = [];
    await eventually('there is a dead letter', async () => {
      listed = (await ctl('dead-letters', 'list', '--json')).json;
      return listed.length > 0;
    });
    expect(listed).toMatchObject([{ code: 'not-json' }]);
  });

  it('finds nothing wrong', async () => {
    const equation = `${LEAVERS + 2} consumed = ${LEAVERS} outcomes + 1 dead letter + 1 ignored + 0 open`;
    let audit = await ctl('audit');
    await eventually(
      () => `all has been read; audit says\n${audit.out}`,
      async () => {
        audit = await ctl('audit');
        return audit.out.includes(equation);
      },
    );
    expect(audit.code).toBe(0);
    const doctor = await ctl('doctor');
    expect(doctor.out).toContain('Nothing is wrong.');
    expect(doctor.code).toBe(0);
    const status = await ctl('status');
    expect(status.out).toContain(`0 open, ${LEAVERS} settled and remembered, 0 waiting`);
    expect((await ctl('topics', 'check')).code).toBe(0);
  });

  it.each<
    readonly [string, string, keyof Topics, string, (records: readonly LaneRecord[]) => readonly LaneRecord[]]
  >([
    [
      'an outcome that is not there',
      'outcome-missing',
      'completed',
      'TOPIC_REVOCATION_COMPLETED',
      (records) => records.filter((record) => outcomeOf(record).eventId !== 'evt-7'),
    ],
    [
      'an outcome that is there twice',
      'outcome-repeated',
      'completed',
      'TOPIC_REVOCATION_COMPLETED',
      (records) => [...records, ...records.filter((record) => outcomeOf(record).eventId === 'evt-7')],
    ],
    [
      'a count that was altered',
      'outcome-altered',
      'completed',
      'TOPIC_REVOCATION_COMPLETED',
      (records) =>
        records.map((record) => {
          const outcome = outcomeOf(record);
          const value = Buffer.from(JSON.stringify({ ...outcome, revoked: 1 }));
          return outcome.eventId === 'evt-7' ? { ...record, value } : record;
        }),
    ],
    [
      'a ledger entry that was lost',
      'entry-lost',
      'ledger',
      'TOPIC_LEDGER',
      (records) => records.filter(({ value }) => !value?.includes('"evt-7"')),
    ],
  ])('names %s', async (_, code, topic, setting, change) => {
    const audit = await auditOfCopy(setting, topics[topic], change);
    expect(audit.out).toContain(`${code} (1)`);
    expect(audit.out).toContain('event evt-7 of user');
    expect(audit.code).toBe(1);
  });

  it('shows outcomes until Ctrl-C, and ends with 0', async () => {
    const { code, out } = await revokerctl(['tail', '--since', '1h'], { env, interrupt: 'after-output' });
    expect(out).toContain('completed user.deprovisioned of user');
    expect(code).toBe(0);
  });

  it('needs no settings where a sandbox runs in its folder', async () => {
    await mkdir(join(folder, '.sandbox'));
    const connection = { processId: process.pid, environment: env };
    await writeFile(join(folder, '.sandbox', 'connection.json'), JSON.stringify(connection));
    const { code, err } = await revokerctl(['status'], { folder });
    expect(err).toBe('Using the sandbox that runs in this folder, because KAFKA_BROKERS is not set.\n');
    expect(code).toBe(0);
  });
});

describe('revokerctl says in one sentence', () => {
  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'that a command does not exist',
      ['pubish'],
      2,
      /^Unknown command 'pubish' \(Did you mean publish\?\)\n$/,
    ],
    [
      'that a file is not there',
      ['validate', 'no-such-file'],
      2,
      /^The file no-such-file cannot be read \(ENOENT\)\.\n$/,
    ],
  ])('as a process of its own, %s', async (_, args, code, sentence) => {
    const ended = await revokerctl(args, { env });
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toMatch(sentence);
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'that a flag does not exist',
      ['status', '--jsn'],
      2,
      /^Unknown option '--jsn' \(Did you mean --json\?\)\n$/,
    ],
    ['that an argument is missing', ['find'], 2, /^Missing required argument 'term'\.\n$/],
    [
      'that nothing mentions an id',
      ['find', 'nobody'],
      4,
      /^Nothing in the topics of the service mentions "nobody"\.\n$/,
    ],
  ])('%s', async (_, args, code, sentence) => {
    const ended = await ctl(...args);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toMatch(sentence);
  });

  it('that the settings are wrong, each by name', async () => {
    const { code, err } = await revokerctl(['status'], {
      folder: tmpdir(),
      env: { KAFKA_SASL_MECHANISM: 'magic' },
    });
    expect(err).toMatch(
      /^The settings are wrong[^]*KAFKA_BROKERS is missing[^]*KAFKA_SASL_MECHANISM must be one of/,
    );
    expect(err).not.toContain('    at ');
    expect(code).toBe(2);
  });

  it('that a broker accepts connections and does not answer', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, err } = await revokerctl(['status'], { env: { KAFKA_BROKERS: `127.0.0.1:${port}` } });
    silent.close();
    expect(err).toMatch(/^No answer from Kafka at 127\.0\.0\.1:\d+ within 8 s: .*\n$/);
    expect(code).toBe(3);
  });
});
