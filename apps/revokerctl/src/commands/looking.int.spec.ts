import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DAY_ONE, type EventFixture, uuid } from '../../../../libs/operations/test/event-fixture.js';
import { FixtureOnBroker, settingsFor } from '../../../../libs/operations/test/fixture-on-broker.js';
import { InstallationFixture } from '../../../../libs/operations/test/installation-fixture.js';
import { outcomeFixture } from '../../../../libs/operations/test/outcome-fixture.js';
import { fixtureTopics } from '../../../../libs/operations/test/topics-fixture.js';
import {
  type Circumstances,
  commandLine,
  type Ended,
  testKafka,
  uniquePrefix,
} from '../../test/command-line.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();
const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('looking')));
let broker: FixtureOnBroker;
let settled: EventFixture;

/** Two leavers who are done, one with a failure, one who is open, one who waits; a repeat, and garbage. */
beforeAll(async () => {
  fixture.meta();
  settled = fixture.publish({ id: 'evt-1', user: 1 });
  fixture.open(settled);
  fixture.settle(settled);
  fixture.publish({ id: 'evt-1', user: 1 });
  const failed = fixture.publish({ id: 'evt-2', user: 2, partition: 1 });
  const failure = { code: 'job-failed', message: 'The job failed.', retryable: true } as const;
  const [step] = outcomeFixture(failed).steps;
  const steps = [
    { ...step, status: 'failed', revoked: 0, gone: 0, remaining: 2, failure } as NonNullable<typeof step>,
  ];
  fixture.settle(failed, { status: 'failed', revoked: 0, remaining: 2, steps, failure });
  fixture.open(fixture.publish({ id: 'evt-3', user: 3 }));
  fixture.deadLetter(fixture.publishGarbage());
  fixture.deadLetter(fixture.publishGarbage(1), 'unknown-shape');
  fixture.advance();
  fixture.publish({ id: 'evt-4', user: 4 });
  broker = await FixtureOnBroker.write(fixture, kafka);
});

afterAll(async () => {
  await broker[Symbol.asyncDispose]();
});

const command = (args: readonly string[], more: Circumstances = {}): Promise<Ended> =>
  commandLine(args, { env: settingsFor(fixture, kafka), ...more });

describe('status', () => {
  test('Status shows owners, what is open and what waits', async () => {
    const { code, out, json } = await command(['status', '--json', '--open', '5']);
    expect(json).toMatchObject([
      {
        lanes: [
          {
            lane: 0,
            owner: { by: 'revoker@host:1', epoch: 0 },
            open: 1,
            settled: 1,
            waiting: 1,
            unreadable: 0,
          },
          { lane: 1, open: 0, settled: 1, waiting: 0 },
        ],
        oldest: [
          { eventId: 'evt-3', lane: 0, openedAt: new Date(DAY_ONE).toISOString(), who: `user ${uuid(3)}` },
        ],
      },
    ]);
    expect({ code, lines: out.split('\n').length }).toEqual({ code: 0, lines: 2 });
  });

  test('Status is readable, too', async () => {
    const { out } = await command(['status', '--partitions']);
    expect(out).toContain('1 open, 2 settled and remembered, 1 waiting to be read');
    expect(out).toMatch(/user\.deprovisioned\/0 +0 +4 +5 +1\n/);
  });
});

describe('find', () => {
  test.each<readonly [what: string, term: () => string, eventId: string, state: string]>([
    ['a user', () => uuid(1).toUpperCase(), 'evt-1', 'settled'],
    ['an event', () => 'evt-2', 'evt-2', 'settled'],
    ['a revocation', () => settled.revocationId, 'evt-1', 'settled'],
    ['an OATH token, which only the event names', () => uuid(1_001), 'evt-1', 'settled'],
    ['an answer of PingOne', () => 'corr-1', 'evt-1', 'settled'],
    ['what is open', () => uuid(3), 'evt-3', 'open'],
    ['what has not been read yet', () => uuid(4), 'evt-4', 'waiting'],
  ])('Find finds %s', async (_, term, eventId, state) => {
    const { code, json } = await command(['find', term(), '--json']);
    expect(json[0]).toMatchObject({ kind: 'revocation', eventId, state });
    expect(code).toBe(0);
  });

  test('Find shows the event, its repeat, the ledger and the outcome', async () => {
    const { out } = await command(['find', 'evt-1']);
    const { inputs, ledger, completed } = fixture.topics;
    const input = inputs['user.deprovisioned'];
    expect(out).toContain(
      `event ${input}/0@0, repeat ${input}/0@1, ledger ${ledger}/0@3, outcome ${completed}/0@0`,
    );
  });

  test('Find finds what became a dead letter', async () => {
    const { json } = await command(['find', 'garbage', '--json']);
    expect(json).toMatchObject([
      { kind: 'dead-letter', code: 'not-json' },
      { kind: 'dead-letter', code: 'unknown-shape' },
    ]);
  });

  test('Find ends with 4 and one sentence where nothing mentions it', async () => {
    const { code, err } = await command(['find', 'nobody']);
    expect({ code, err }).toEqual({
      code: 4,
      err: 'Nothing in the topics of the service mentions "nobody".\n',
    });
  });
});

describe('evidence', () => {
  test('Evidence tells times, steps, jobs and the ids of PingOne, and that ledger and topic agree', async () => {
    const { code, out } = await command(['evidence', uuid(1)]);
    for (const words of [
      'completed    2026-03-02T17:00:02.000Z',
      'step         OATH tokens: done, 2 of 2 revoked; job 9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10',
      'correlation corr-1',
      'the outcome in the topic is the one in the ledger',
      '1 revocation: 1 completed',
    ]) {
      expect(out).toContain(words);
    }
    expect(code).toBe(0);
  });
});

describe('tail', () => {
  test('Tail shows past outcomes that pass the filter, and ends at its limit', async () => {
    const { code, json } = await command([
      'tail',
      '--since',
      '2d',
      '--status',
      'failed',
      '--limit',
      '1',
      '--json',
    ]);
    expect(json).toMatchObject([{ eventId: 'evt-2', failure: { code: 'job-failed' } }]);
    expect(code).toBe(0);
  });

  test('Tail ends with 0 when it is interrupted', async () => {
    const interrupted = new AbortController();
    const since = ['--since', new Date(DAY_ONE - 86_400_000).toISOString()];
    const onOutput = (): void => interrupted.abort();
    const { code } = await command(['tail', ...since], { signal: interrupted.signal, onOutput });
    expect(code).toBe(0);
  });
});

describe('dead-letters list', () => {
  test('Dead-letters list filters and counts', async () => {
    const listed = await command(['dead-letters', 'list', '--code', 'unknown-shape', '--json']);
    expect(listed.json).toMatchObject([{ code: 'unknown-shape', origin: { partition: 1, offset: '1' } }]);
    const { json } = await command(['dead-letters', 'list', '--histogram', '--json']);
    expect(json).toMatchObject([{ total: 2, byCode: { 'not-json': 1, 'unknown-shape': 1 } }]);
  });

  test('Dead-letters list refuses an empty range', async () => {
    const { code, err } = await command(['dead-letters', 'list', '--since', '1h', '--until', '2h']);
    expect({ code, err }).toEqual({ code: 2, err: 'The range is empty: --since must be before --until.\n' });
  });
});

describe('a ledger that this version cannot read', () => {
  test('A ledger that this version cannot read is said so, and ends with 5', async () => {
    const newer = new InstallationFixture(fixtureTopics(uniquePrefix('newer')));
    newer.meta();
    newer.corrupt(1, `entry/${uuid(7)}`, '{"v":2}');
    await using _ = await FixtureOnBroker.write(newer, kafka);
    const { code, err } = await commandLine(['status'], { env: settingsFor(newer, kafka) });
    expect(err).toContain(`${newer.topics.ledger}/1@2: its value has version 2, this version reads 1`);
    expect(code).toBe(5);
  });
});
