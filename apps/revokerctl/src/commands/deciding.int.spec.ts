import { describe, expect, jest, test } from '@jest/globals';
import { openReader } from '#libs/kafka';
import { type OperatorCommand, parseCommand } from '#libs/lanes';
import { silentLog } from '#libs/observability';
import { KafkaAccess } from '#libs/operations';
import { uuid } from '../../../../libs/operations/test/event-fixture.js';
import { FixtureOnBroker, settingsFor } from '../../../../libs/operations/test/fixture-on-broker.js';
import { InstallationFixture } from '../../../../libs/operations/test/installation-fixture.js';
import { fixtureTopics } from '../../../../libs/operations/test/topics-fixture.js';
import { commandLine, type Ended, testKafka, uniquePrefix } from '../../test/command-line.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();

interface OnBroker extends AsyncDisposable {
  readonly fixture: InstallationFixture;
  readonly ctl: (...args: readonly string[]) => Promise<Ended>;
  readonly ctlUntil: (signal: AbortSignal, ...args: readonly string[]) => Promise<Ended>;
}

/** An installation whose service does not run. */
async function installation(write: (fixture: InstallationFixture) => void): Promise<OnBroker> {
  const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('deciding')));
  write(fixture);
  const broker = await FixtureOnBroker.write(fixture, kafka);
  const env = settingsFor(fixture, kafka);
  return {
    fixture,
    ctl: (...args) => commandLine(args, { env }),
    ctlUntil: (signal, ...args) => commandLine(args, { env, signal }),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

async function firstRecordOf(topic: string): Promise<OperatorCommand | undefined> {
  const { signal } = new AbortController();
  const options = { topics: [topic], from: 'earliest', signal, log: silentLog } as const;
  for await (const { value } of openReader(kafka, options)) {
    return parseCommand(value);
  }
  return undefined;
}

describe('a decision', () => {
  test('A decision that no lane carries out is said to wait for one', async () => {
    await using of = await installation((fixture) => fixture.meta());
    const { code, out, err } = await of.ctl('pause', '--wait', '1', '--by', 'ada');
    expect(err).toMatch(
      /^After 1 s it has not taken effect in lanes 0 and 1: the command stays in the topic/,
    );
    expect(err).toContain('Lane 0 was taken last by revoker@host:1: does it run?');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    // It is on its way: the other order is not "already so".
    expect((await of.ctl('resume', '--wait', '1')).code).toBe(1);
    expect(await of.ctl('resume', '--no-wait')).toMatchObject({
      code: 0,
      err: expect.stringContaining('It was sent'),
    });
  });

  test.each<readonly [string, number, RegExp, (fixture: InstallationFixture) => void]>([
    ['whose ledger is empty', 4, /^The ledger \S+ is empty: no service has run/, () => undefined],
    [
      'that was written with another number of lanes',
      5,
      /^The ledger \S+ was written with 3 lanes, and has 2 partitions now/,
      (fixture) => fixture.meta(3),
    ],
  ])('A decision is refused for an installation %s', async (_, exitCode, sentence, write) => {
    await using of = await installation(write);
    const { code, err } = await of.ctl('pause');
    expect(err).toMatch(sentence);
    expect(code).toBe(exitCode);
  });

  test('A decision is refused where a newer version has written what it is about', async () => {
    await using of = await installation((fixture) => {
      fixture.meta();
      fixture.settle(fixture.publish({ id: 'evt-1', user: 1 }));
      fixture.deadLetter(fixture.publish({ id: 'evt-2', user: 2 }).record);
      fixture.advance();
      fixture.corrupt(0, `entry/${uuid(7)}`, '{"v":2}');
    });
    const { topics } = of.fixture;
    const refused =
      /^Lane 0 cannot run: \S+\/0@\d+ has version 2, this version reads 1 .* Nothing was sent\.\n$/;
    for (const args of [
      ['cancel', uuid(7)],
      ['retry', 'evt-1'],
      ['holds', 'reject', uuid(7), '--by', 'ada'],
      ['replay', '--topic', topics.inputs['user.deprovisioned'], '--from', 'earliest', '--yes'],
      ['dead-letters', 'redrive', '--yes'],
    ]) {
      const { code, err } = await of.ctl(...args);
      expect({ args, err, code }).toEqual({ args, err: expect.stringMatching(refused), code: 5 });
    }
    const repair = await of.ctl('ledger', 'repair', '--lane', '0', '--key', `entry/${uuid(7)}`, '--yes');
    expect(repair.err).toMatch(/a newer version wrote it, and what it says is not known here/);
    expect(repair.code).toBe(5);
    const check = await of.ctl('ledger', 'check');
    expect(check.out).toContain(
      'has version 2, this version reads 1: lane 0 will stop when it is taken next.',
    );
    expect(check.code).toBe(5);
    // An emergency stop is for all that can still be stopped.
    expect((await of.ctl('pause', '--no-wait')).code).toBe(0);
  });
});

describe('a command to carry offsets out again', () => {
  test.each([
    ['retry', ['retry', 'evt-1', '--no-wait']],
    ['replay', ['replay', '--from', 'earliest', '--yes', '--no-wait', '--topic']],
    ['dead-letters redrive', ['dead-letters', 'redrive', '--yes', '--no-wait']],
  ])(
    'A command to carry offsets out again says which topic they are of, so that none of another one is carried out (%s)',
    async (_, args) => {
      await using of = await installation((fixture) => {
        fixture.meta();
        fixture.settle(fixture.publish({ id: 'evt-1', user: 1 }));
        fixture.deadLetter(fixture.publish({ id: 'evt-2', user: 2 }).record);
        fixture.advance();
      });
      const { commands, inputs } = of.fixture.topics;
      const input = inputs['user.deprovisioned'];
      const { code, err } = await of.ctl(...args, ...(args.at(-1) === '--topic' ? [input] : []));
      expect({ code, err }).toMatchObject({ code: 0 });
      const command = await firstRecordOf(commands);
      await using access = await KafkaAccess.open(kafka, new AbortController().signal);
      expect(command).toMatchObject({ kind: 'replay', topic: input, ...(await access.topicId(input)) });
      expect(command).toHaveProperty('topicId');
    },
  );
});

describe('replay --dry-run', () => {
  test('A replay that is only planned is told what is under way already, as one that is sent', async () => {
    await using of = await installation((fixture) => {
      fixture.meta();
      fixture.publish({ id: 'evt-1', user: 1 });
      fixture.advance();
    });
    const args = ['replay', '--topic', of.fixture.topics.inputs['user.deprovisioned'], '--from', 'earliest'];
    expect((await of.ctl(...args, '--yes', '--no-wait')).code).toBe(0);
    const { code, out, err } = await of.ctl(...args, '--dry-run');
    expect(out).toContain('1 event will be carried out');
    expect(err).toMatch(/^Replay \S+ of the same range is under way already: nothing was sent\.\n$/);
    expect(code).toBe(0);
  });
});

describe('dead-letters redrive', () => {
  test('Dead-letters redrive says how far it came where it is interrupted', async () => {
    await using of = await installation((fixture) => {
      fixture.meta();
      for (const user of [1, 2, 3, 4, 5, 6]) {
        fixture.deadLetter(fixture.publish({ id: `evt-${user}`, user }).record);
        // Not adjacent: each is a range of its own.
        fixture.publish({ id: `other-${user}`, user });
      }
      fixture.advance();
    });
    const interrupted = new AbortController();
    const args = ['dead-letters', 'redrive', '--rate', '1', '--yes'];
    const redriving = of.ctlUntil(interrupted.signal, ...args);
    await firstRecordOf(of.fixture.topics.commands);
    interrupted.abort(new Error('SIGINT'));
    const { code, out, err } = await redriving;
    expect(out).toContain('6 records are redriven, in 6 ranges.');
    expect(err).toMatch(
      /^Interrupted: \d of 6 ranges were sent for sure, as replay \S+, and are carried out\. The same command goes on/,
    );
    expect(code).toBe(130);
  });
});

describe('ledger check', () => {
  test('Ledger check finds nothing wrong where nothing is', async () => {
    await using of = await installation((fixture) => {
      fixture.meta();
      fixture.settle(fixture.publish({ id: 'evt-1' }));
      fixture.corrupt(0, 'control');
      // What is replaced is of no matter.
      fixture.corrupt(0, 'control', '{"v":1,"paused":false}');
    });
    const { code, out } = await of.ctl('ledger', 'check');
    expect({ code, out }).toEqual({
      code: 0,
      out: `All 2 lanes of ${of.fixture.topics.ledger} can be read.\n`,
    });
  });

  test('Ledger check says that the number of lanes has changed', async () => {
    await using of = await installation((fixture) => fixture.meta(3));
    const { code, json } = await of.ctl('ledger', 'check', '--json');
    expect(json).toMatchObject([{ ok: false, problems: [{ code: 'lane-count', lane: 0 }, { lane: 1 }] }]);
    expect(code).toBe(1);
  });
});
