import { describe, expect, test } from '@jest/globals';
import { ProtectedUsers } from '#libs/execution';
import type { KafkaRecord } from '#libs/kafka';
import type { ReplayMode } from '#libs/lanes';
import { LedgerProjection, type PlannedReplay, ReplayPlan } from '#libs/operations';
import { uuid } from '../../../../../libs/operations/test/event-fixture.js';
import { InstallationFixture, LANES } from '../../../../../libs/operations/test/installation-fixture.js';
import type { PolicySetup } from '../../settings/policy-setup.js';
import type { CallEstimate } from './call-forecast.js';
import { forecastBy } from './read-forecast.js';

const POLICY: PolicySetup = {
  environmentId: '5caa81af-ec05-41ff-a709-c7378007a99c',
  environments: ['5caa81af-ec05-41ff-a709-c7378007a99c'],
  maxTokensPerJob: 3,
  requestsPerSecond: 10,
  maxEventAgeMs: 1,
  verify: 'shortfall',
  lateEventMs: 86_400_000,
  clockToleranceMs: 300_000,
  revokeUserSessions: false,
  oathTokenIndex: false,
  hasSealingKey: false,
  applications: [],
  guards: { protectedUsers: new ProtectedUsers([]) },
};

interface Question {
  readonly mode?: ReplayMode;
  readonly user?: string;
  readonly policy?: PolicySetup;
  /** Of partition 0. */
  readonly position?: bigint;
}

type Planned = Omit<PlannedReplay<unknown>, 'costs'> & { readonly calls: CallEstimate };

function planFor(fixture: InstallationFixture, question: Question = {}): Planned {
  const { mode = 'missing', user, policy = POLICY, position } = question;
  const forecast = forecastBy(policy, () => Date.parse('2036-01-01'));
  const topic = fixture.topics.inputs['user.deprovisioned'];
  const plan = new ReplayPlan({
    topic,
    type: 'user.deprovisioned',
    costOf: (record: KafkaRecord) => forecast.callsFor(record, 'user.deprovisioned'),
    ...(user !== undefined && { user }),
  });
  fixture.records(topic).forEach((record) => plan.add(record));
  if (position !== undefined) {
    fixture.position(topic, 0, { next: position });
  }
  const partitions = Array.from({ length: LANES }, (_, partition) => ({ partition, from: 0n, until: 0n }));
  const ledger = new LedgerProjection(partitions);
  fixture.records(fixture.topics.ledger).forEach((record) => ledger.apply(record));
  const { costs, ...planned } = plan.against(ledger, mode);
  return { ...planned, calls: forecast.sumOf(costs) };
}

/** A settled one, an open one, a new one with a repeat, other content under a known id, and garbage. */
function fixture(): InstallationFixture {
  const fixture = new InstallationFixture();
  fixture.settle(fixture.publish({ id: 'evt-1', user: 1 }));
  fixture.open(fixture.publish({ id: 'evt-2', user: 2 }));
  fixture.publish({ id: 'evt-3', user: 3 });
  fixture.publish({ id: 'evt-3', user: 3 });
  fixture.publish({ id: 'evt-1', user: 4 });
  fixture.publishGarbage();
  return fixture;
}

const counts = { events: 6, settled: 1, open: 1, unknown: 2, repeats: 1, undecodable: 1, waiting: 0 };

describe('the plan of a replay', () => {
  test.each<readonly [ReplayMode, number, number]>([
    ['missing', 2, 0],
    ['republish', 2, 1],
    ['again', 3, 0],
  ])(
    'The plan of a replay in the mode "%s" carries out %d and publishes %d again',
    (mode, carriedOut, republished) => {
      expect(planFor(fixture(), { mode })).toMatchObject({ counts, carriedOut, republished });
    },
  );

  test('The plan of a replay counts the calls of what is carried out, however old it is, from all in shared jobs to each in its own', () => {
    const { calls } = planFor(fixture());
    // Four tokens, three to a job.
    expect(calls).toMatchObject({
      jobs: { least: 2, most: 2 },
      polls: { least: 2 },
      readBacks: { least: 0, most: 4 },
      lookups: { least: 0, most: 0 },
    });
  });

  test('The plan of a replay counts the jobs of tokens whose owners are to be checked first, too', () => {
    const { calls } = planFor(fixture(), { policy: { ...POLICY, oathTokenIndex: true } });
    expect(calls).toMatchObject({
      jobs: { least: 2, most: 2 },
      lookups: { least: 0 },
      readBacks: { least: 0 },
    });
    expect(calls.lookups).not.toHaveProperty('most');
  });

  test('The plan of a replay leaves to its turn what has not been read yet', () => {
    expect(planFor(fixture(), { position: 3n })).toMatchObject({
      counts: { events: 6, settled: 1, open: 1, unknown: 1, repeats: 0, undecodable: 0, waiting: 3 },
      carriedOut: 1,
    });
  });

  test('The plan of a replay is about one user where it is asked for one, without what is no event', () => {
    expect(planFor(fixture(), { user: uuid(3) })).toMatchObject({
      counts: { events: 2, unknown: 1, repeats: 1, undecodable: 0 },
      carriedOut: 1,
    });
  });

  test('The plan of a replay carries out what the ledger has forgotten', () => {
    const forgotten = new InstallationFixture();
    const event = forgotten.publish({ id: 'evt-1' });
    forgotten.settle(event);
    forgotten.forget(event);
    expect(planFor(forgotten)).toMatchObject({ counts: { unknown: 1 }, carriedOut: 1 });
  });

  test('The plan of a replay knows that another lane knows nothing of it', () => {
    const two = new InstallationFixture();
    two.settle(two.publish({ id: 'evt-1', partition: 0 }));
    two.publish({ id: 'evt-1', partition: 1 });
    expect(planFor(two)).toMatchObject({ counts: { settled: 1, unknown: 1 } });
  });
});
