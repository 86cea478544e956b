import { describe, expect, jest, test } from '@jest/globals';
import { DAY_ONE } from '../../../../../libs/operations/test/event-fixture.js';
import { FixtureOnBroker, settingsFor } from '../../../../../libs/operations/test/fixture-on-broker.js';
import { InstallationFixture } from '../../../../../libs/operations/test/installation-fixture.js';
import { outcomeFixture } from '../../../../../libs/operations/test/outcome-fixture.js';
import { fixtureTopics } from '../../../../../libs/operations/test/topics-fixture.js';
import { commandLine, type Ended, testKafka, uniquePrefix } from '../../../test/command-line.js';

// Several commands a test, on a broker that others use as well.
jest.setTimeout(60_000);

const kafka = testKafka();

function answered(): InstallationFixture {
  const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('audit')));
  fixture.meta();
  for (let n = 1; n <= 20; n += 1) {
    const event = fixture.publish({ id: `evt-${n}`, user: n, partition: n % 2 });
    fixture.open(event);
    fixture.settle(event);
  }
  fixture.deadLetter(fixture.publishGarbage());
  fixture.advance();
  return fixture;
}

async function audit(fixture: InstallationFixture, ...flags: readonly string[]): Promise<Ended> {
  await using _ = await FixtureOnBroker.write(fixture, kafka);
  return await commandLine(['audit', ...flags], { env: settingsFor(fixture, kafka) });
}

const isOutcomeOf =
  (id: string) =>
  ({ value }: { readonly value: Buffer | string | null }): boolean =>
    String(value).includes(`"eventId":"${id}"`);

describe('audit on a broker', () => {
  test('Audit on a broker says that all is well, and ends with 0', async () => {
    const { code, out } = await audit(answered());
    expect(out).toContain('21 consumed = 20 outcomes + 1 dead letter + 0 ignored + 0 open');
    expect(out).toContain('Nothing is missing, repeated or altered.');
    expect(code).toBe(0);
  });

  test('Audit on a broker names an outcome that is not there', async () => {
    const fixture = answered();
    fixture.remove(fixture.topics.completed, isOutcomeOf('evt-7'));
    const { code, out } = await audit(fixture);
    expect(out).toContain('outcome-missing (1)');
    expect(out).toContain('event evt-7 of user 00000000-0000-4000-8000-000000000007');
    expect(code).toBe(1);
  });

  test('Audit on a broker names an outcome that is there twice, and both places', async () => {
    const fixture = answered();
    const event = fixture.publish({ id: 'evt-21', user: 21 });
    fixture.publishOutcome(event, fixture.settle(event));
    fixture.advance();
    const { code, json } = await audit(fixture, '--json');
    expect(json).toMatchObject([
      {
        ok: false,
        equation: { consumed: 22, outcomes: 21 },
        findings: [
          {
            code: 'outcome-repeated',
            eventId: 'evt-21',
            outcomes: [
              { partition: 0, offset: '20' },
              { partition: 0, offset: '21' },
            ],
          },
        ],
      },
    ]);
    expect(code).toBe(1);
  });

  test('Audit on a broker names a count that was altered, and both values', async () => {
    const fixture = answered();
    const event = fixture.publish({ id: 'evt-21', user: 21 });
    const told = outcomeFixture(event);
    fixture.settleInLedger(event, told);
    const steps = told.steps.map((step) => ({ ...step, revoked: 1 }) as typeof step);
    fixture.publishOutcome(event, { ...told, revoked: 1, steps });
    fixture.advance();
    const { code, out } = await audit(fixture);
    expect(out).toContain('outcome-altered (1)');
    expect(out).toContain('event evt-21');
    expect(out).toContain('revoked: the outcome says 1, the ledger 2');
    expect(out).toContain('steps[0].revoked: the outcome says 1, the ledger 2');
    expect(code).toBe(1);
  });

  test('Audit on a broker names an entry that the ledger has lost', async () => {
    const fixture = answered();
    fixture.remove(
      fixture.topics.ledger,
      ({ key, value }) => String(key).startsWith('entry/') && String(value).includes('evt-9'),
    );
    const { code, out } = await audit(fixture);
    expect(out).toContain('entry-lost (1)');
    expect(out).toContain('event evt-9 of');
    expect(code).toBe(1);
  });

  test('Audit on a broker names data that the ledger has lost until an operator accepts it, however long it is by now', async () => {
    const fixture = answered();
    const lost = { v: 1, at: '2026-03-02T17:20:00.000Z', end: '9', how: 'ends at 7' };
    fixture.corrupt(1, 'lost', JSON.stringify(lost));
    const { code, json } = await audit(fixture, '--json');
    const detail = 'it ends at 7 (since 2026-03-02T17:20:00.000Z)';
    expect(json).toMatchObject([
      { findings: [{ code: 'ledger-lost-data', detail, ledger: { partition: 1 } }] },
    ]);
    expect(code).toBe(1);
    const loss = { ...lost, at: '2026-03-02T17:45:00.000Z', start: '0', revision: 2, until: {} };
    fixture.corrupt(1, 'loss', JSON.stringify(loss));
    expect((await audit(fixture)).out).toContain('Nothing is missing, repeated or altered.');
  });

  test('Audit on a broker looks again where what it found may be on its way', async () => {
    const fixture = answered();
    fixture.remove(fixture.topics.completed, isOutcomeOf('evt-7'));
    // The ledger was written to a moment ago.
    fixture.corrupt(0, 'position/another/0', '{"v":1,"next":"0"}', DAY_ONE + 86_400_000);
    const { code, err } = await audit(fixture, '--settle', '0');
    expect({ code, err }).toEqual({ code: 1, err: '' });
  });

  test('Audit on a broker has nothing to audit where there is no ledger, and ends with 4', async () => {
    const fixture = new InstallationFixture(fixtureTopics(uniquePrefix('nothing')));
    const { code, err } = await commandLine(['audit'], { env: settingsFor(fixture, kafka) });
    expect(err).toMatch(/^There is no ledger .*\n$/);
    expect(code).toBe(4);
  });
});
