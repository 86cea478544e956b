import { describe, expect, jest, test } from '@jest/globals';
import { openAdmin, openWriter, TopicReader } from '#libs/kafka';
import type { LaneRecord } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { uuid } from '../../../../libs/operations/test/event-fixture.js';
import { FixtureOnBroker, settingsFor } from '../../../../libs/operations/test/fixture-on-broker.js';
import { InstallationFixture } from '../../../../libs/operations/test/installation-fixture.js';
import { outcomeFixture } from '../../../../libs/operations/test/outcome-fixture.js';
import { fixtureTopics } from '../../../../libs/operations/test/topics-fixture.js';
import { commandLine, testKafka, uniquePrefix } from '../../test/command-line.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();

async function recordsOf(topic: string): Promise<readonly LaneRecord[]> {
  const scanner = await TopicReader.open(kafka, { log: silentLog, signal: new AbortController().signal });
  const records: LaneRecord[] = [];
  for await (const record of scanner.read(await scanner.ranges(topic))) {
    records.push(record);
  }
  await scanner.close();
  return records;
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ userId: uuid(n), oathTokenIds: [uuid(n)], eventId: `evt-${n}` }),
  ).join('\n');

describe('publish', () => {
  test('Publish sends every event of a file, by its key, as a CloudEvent', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('publish')));
    await using _ = await FixtureOnBroker.write(fixture, kafka);
    const { code, out } = await commandLine(['publish', 'leavers.jsonl'], {
      env: settingsFor(fixture, kafka),
      files: { 'leavers.jsonl': lines(1_200) },
    });
    expect({ code, last: out.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: '… and so on: 1,200 events in all.',
    });
    const records = await recordsOf(fixture.topics.inputs['user.deprovisioned']);
    const ids = new Set(records.map(({ headers }) => headers['ce_id']?.toString()));
    expect({ records: records.length, ids: ids.size }).toEqual({ records: 1_200, ids: 1_200 });
  });

  test('Publish sends nothing where one event breaks a rule', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('publish')));
    await using _ = await FixtureOnBroker.write(fixture, kafka);
    const { code, err } = await commandLine(['publish'], {
      env: settingsFor(fixture, kafka),
      stdin: `${lines(2)}\n{"userId":"ada","oathTokenIds":[]}`,
    });
    expect(err).toContain('line 3 is no valid user.deprovisioned:\n  userId breaks the rule isUuid');
    expect(err).toContain('Nothing was published: 1 of 3 events');
    expect(code).toBe(1);
    expect(await recordsOf(fixture.topics.inputs['user.deprovisioned'])).toEqual([]);
  });

  test('Publish waits for the outcome, and ends by what it says', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('publish')));
    await using _ = await FixtureOnBroker.write(fixture, kafka);
    const event = fixture.publish({ id: 'evt-1' });
    const publishing = commandLine(
      [
        'publish',
        '--type',
        'user.deprovisioned',
        '--id',
        'evt-1',
        '--source',
        '/hr',
        '--user',
        uuid(1),
        '--wait',
        '30',
        '--json',
      ],
      { env: settingsFor(fixture, kafka) },
    );
    const writer = await openWriter(kafka, { log: silentLog });
    fixture.publishOutcome(event, outcomeFixture(event, { status: 'partial' }));
    // It may not watch yet: it sees one of them.
    const again = setInterval(
      () => void writer.send(fixture.topics.completed, fixture.messages.get(fixture.topics.completed) ?? []),
      200,
    );
    const { code, json } = await publishing;
    clearInterval(again);
    await writer.close();
    expect(json).toMatchObject([
      { eventId: 'evt-1', key: uuid(1) },
      { eventId: 'evt-1', status: 'partial' },
    ]);
    expect(code).toBe(1);
  });

  test('Publish says that a topic does not exist, and ends with 4', async () => {
    const { code, err } = await commandLine(['publish', '--user', uuid(1), '--topic', 'no-such-topic'], {
      env: { KAFKA_BROKERS: kafka.brokers.join() },
    });
    expect(err).toMatch(/^The topic no-such-topic does not exist on .*\n$/);
    expect(code).toBe(4);
  });

  test('Publish gives up on a broker that cannot be reached, after a time that it says', async () => {
    const { code, err } = await commandLine(['publish', '--user', uuid(1)], {
      env: { KAFKA_BROKERS: '127.0.0.1:1' },
    });
    expect(err).toMatch(/^No answer from Kafka at 127\.0\.0\.1:1 within 8 s: .*\n$/);
    expect(code).toBe(3);
  });
});

describe('topics', () => {
  test('The command topics create makes what is missing as the service needs it, and check agrees', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('topics')));
    const env = settingsFor(fixture, kafka);
    const names = [...fixture.messages.keys(), fixture.topics.commands];
    const before = await commandLine(['topics', 'check'], { env });
    expect({ code: before.code, out: before.out }).toEqual({
      code: 1,
      out: expect.stringContaining('does not exist'),
    });
    const dry = await commandLine(['topics', 'create', '--lanes', '3', '--dry-run', '--json'], { env });
    expect(dry.json).toHaveLength(names.length);
    try {
      const created = await commandLine(['topics', 'create', '--lanes', '3'], { env });
      expect(created.code).toBe(0);
      const after = await commandLine(['topics', 'check', '--json'], { env });
      expect(after.json).toMatchObject([{ ok: true }]);
      const again = await commandLine(['topics', 'create'], { env });
      expect({ code: again.code, out: again.out }).toEqual({ code: 0, out: 'All topics are there.\n' });
    } finally {
      const admin = await openAdmin(kafka, { log: silentLog });
      await admin.delete(names);
      await admin.close();
    }
  });
});

describe('doctor', () => {
  test('Doctor says of each thing whether it works, and what to do', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('doctor')));
    await using _ = await FixtureOnBroker.write(fixture, kafka);
    const { code, json } = await commandLine(['doctor', '--json'], { env: settingsFor(fixture, kafka) });
    expect(json).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'Kafka', state: 'ok' }),
        expect.objectContaining({ what: 'Reading', state: 'ok' }),
        expect.objectContaining({ what: 'PingOne settings', state: 'problem', remedy: expect.any(String) }),
      ]),
    );
    expect(code).toBe(1);
  });
});
