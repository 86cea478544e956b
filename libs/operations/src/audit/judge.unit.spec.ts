import { describe, expect, test } from '@jest/globals';
import { DAY_ONE } from '../../test/event-fixture.js';
import { InstallationFixture, LANES } from '../../test/installation-fixture.js';
import { outcomeFixture } from '../../test/outcome-fixture.js';
import { LedgerProjection } from '../ledger/ledger-projection.js';
import { AuditProjection } from './audit-projection.js';
import type { AuditReport } from './audit-report.js';
import { auditedInstallation } from './audited-installation.js';
import { judge } from './judge.js';

const DAY = 86_400_000;
const RETENTION_MS = 30 * DAY;

interface Circumstances {
  readonly now?: number;
  readonly startFrom?: 'earliest' | 'latest';
  /** First offsets that retention has left of each topic. */
  readonly kept?: Readonly<Record<string, number>>;
  /** Of the ledger: what was written after the outcomes were read. */
  readonly ledgerCut?: ReadonlyMap<number, bigint>;
}

/** The audit of the fixture, read as the command reads one on a broker. */
function auditOf(fixture: InstallationFixture, circumstances: Circumstances = {}): AuditReport {
  const { now = DAY_ONE + DAY, startFrom, kept = {}, ledgerCut = new Map() } = circumstances;
  const { completed, deadLetter, ledger } = fixture.topics;
  const partitions = Array.from({ length: LANES }, (_, partition) => ({ partition, from: 0n, until: 0n }));
  const audit = new AuditProjection(
    auditedInstallation(fixture.topics, { lanes: LANES, retentionMs: RETENTION_MS, startFrom }),
    new LedgerProjection(partitions),
  );
  const firstOf = (topic: string): number => kept[topic] ?? 0;
  audit.retainedOutcomes.has(0, BigInt(firstOf(completed)));
  audit.retainedLetters.has(0, BigInt(firstOf(deadLetter)));
  fixture.records(ledger).forEach((record) => audit.ledger.apply(record));
  fixture.records(completed, firstOf(completed)).forEach((record) => audit.addOutcome(record));
  fixture.records(deadLetter, firstOf(deadLetter)).forEach((record) => audit.addDeadLetter(record));
  for (const topic of audit.installation.inputs.keys()) {
    const records = fixture.records(topic);
    for (let partition = 0; partition < LANES; partition += 1) {
      const latest = BigInt(records.filter((record) => record.partition === partition).length);
      const position = audit.ledger.positionOf(topic, partition);
      const earliest = BigInt(firstOf(topic));
      audit.partitions.set(`${topic}/${partition}`, { topic, partition, earliest, latest, position });
    }
    records
      .filter(({ partition, offset }) => offset < (audit.ledger.positionOf(topic, partition) ?? 0n))
      .filter(({ offset }) => offset >= BigInt(firstOf(topic)))
      .forEach((record) => audit.addInput(record));
  }
  return judge(audit, { now, ledgerCut });
}

/** Three answered events, a repeat, an open one and a dead letter: all is well. */
function healthy(): InstallationFixture {
  const fixture = new InstallationFixture();
  fixture.meta();
  const [first] = ['evt-1', 'evt-2', 'evt-3'].map((id, n) => {
    const event = fixture.publish({ id, user: n, partition: n % LANES });
    fixture.open(event);
    fixture.settle(event);
    return event;
  });
  fixture.publish({ id: first?.eventId ?? '', user: 0, partition: 0 });
  fixture.open(fixture.publish({ id: 'evt-4', user: 4, partition: 1 }));
  fixture.deadLetter(fixture.publishGarbage());
  fixture.advance();
  return fixture;
}

const codesOf = ({ findings }: AuditReport): readonly string[] => findings.map(({ code }) => code);

describe('the audit of a healthy installation', () => {
  test('The audit of a healthy installation adds up: consumed = outcomes + dead letters + ignored + open', () => {
    const { equation, findings } = auditOf(healthy());
    expect(findings).toEqual([]);
    expect(equation).toEqual({
      consumed: 6,
      outcomes: 3,
      deadLetters: 1,
      ignored: 1,
      open: 1,
      expired: 0,
      forgotten: 0,
      beforeStart: 0,
      unaccounted: 0,
    });
  });

  test('The audit of a healthy installation counts what has not been read yet as waiting, and nothing else of it', () => {
    const fixture = healthy();
    fixture.publish({ id: 'evt-5' });
    const { equation, waiting, findings } = auditOf(fixture);
    expect({ consumed: equation.consumed, waiting, findings }).toEqual({
      consumed: 6,
      waiting: 1,
      findings: [],
    });
  });

  test('The audit of a healthy installation counts an event that is in the ledger ahead of the position', () => {
    const fixture = healthy();
    fixture.settle(fixture.publish({ id: 'evt-5' }));
    const { equation, findings } = auditOf(fixture);
    expect({ consumed: equation.consumed, outcomes: equation.outcomes, findings }).toEqual({
      consumed: 7,
      outcomes: 4,
      findings: [],
    });
  });

  test('The audit of a healthy installation takes other content under a known id for an event of its own', () => {
    const fixture = healthy();
    const other = fixture.publish({ id: 'evt-1', user: 9 });
    fixture.settle(other, { revocationId: other.conflictId });
    fixture.advance();
    const { equation, findings } = auditOf(fixture);
    expect({ outcomes: equation.outcomes, findings }).toEqual({ outcomes: 4, findings: [] });
  });

  test('The audit of a healthy installation allows an outcome with the same id in another lane', () => {
    const fixture = healthy();
    fixture.settle(fixture.publish({ id: 'evt-1', user: 0, partition: 1 }));
    fixture.advance();
    const { inSeveralLanes, findings } = auditOf(fixture);
    expect({ inSeveralLanes, findings }).toEqual({ inSeveralLanes: 1, findings: [] });
  });

  test('The audit of a healthy installation allows an outcome that a replay has published again', () => {
    const fixture = healthy();
    const event = fixture.publish({ id: 'evt-5', user: 5 });
    const outcome = fixture.settle(event);
    const replay = { id: 'replay-1', requestedAt: outcome.completedAt };
    fixture.publishOutcome(event, { ...outcome, replay });
    fixture.advance();
    const { republished, findings } = auditOf(fixture);
    expect({ republished, findings }).toEqual({ republished: 1, findings: [] });
  });

  test('The audit of a healthy installation allows an event to be carried out again, and its first outcome meanwhile', () => {
    const fixture = healthy();
    const event = fixture.publish({ id: 'evt-5', user: 5 });
    const { completedAt } = fixture.settle(event);
    fixture.advance();
    const replay = { id: 'replay-1', requestedAt: completedAt };
    fixture.open(event, { revision: 2, openedAt: Date.parse(completedAt) + 1, replay: replay.id });
    expect(auditOf(fixture).findings).toEqual([]);
    fixture.settle(event, { revision: 2, replay });
    const { republished, findings } = auditOf(fixture);
    expect({ republished, findings }).toEqual({ republished: 0, findings: [] });
  });

  test('The audit of a healthy installation takes a dead letter of a readable event for its answer', () => {
    const fixture = healthy();
    fixture.deadLetter(fixture.publish({ id: 'evt-5', user: 5 }).record, 'unknown-shape');
    fixture.advance();
    const { equation, findings } = auditOf(fixture);
    expect({ deadLetters: equation.deadLetters, findings }).toEqual({ deadLetters: 2, findings: [] });
  });
});

type Tampering = readonly [rule: string, code: string, tamper: (fixture: InstallationFixture) => void];

const isOutcomeOf =
  (id: string) =>
  ({ value }: { readonly value: Buffer | string | null }): boolean =>
    String(value).includes(`"eventId":"${id}"`);

const TAMPERINGS: readonly Tampering[] = [
  [
    'an outcome that is not there',
    'outcome-missing',
    (fixture) => fixture.remove(fixture.topics.completed, isOutcomeOf('evt-2')),
  ],
  [
    'an outcome that is there twice',
    'outcome-repeated',
    (fixture) => {
      const event = fixture.publish({ id: 'evt-5', user: 5 });
      fixture.publishOutcome(event, fixture.settle(event));
      fixture.advance();
    },
  ],
  [
    'a count that is another one in the ledger',
    'outcome-altered',
    (fixture) => {
      const event = fixture.publish({ id: 'evt-5', user: 5 });
      fixture.settleInLedger(event, outcomeFixture(event));
      const [step] = outcomeFixture(event).steps;
      fixture.publishOutcome(
        event,
        outcomeFixture(event, { revoked: 1, steps: [{ ...step, revoked: 1 } as NonNullable<typeof step>] }),
      );
      fixture.advance();
    },
  ],
  [
    'counts that do not add up',
    'outcome-inconsistent',
    (fixture) => {
      fixture.settle(fixture.publish({ id: 'evt-5', user: 5 }), { revoked: 1 });
      fixture.advance();
    },
  ],
  [
    'a settled entry that the ledger has lost',
    'entry-lost',
    (fixture) => fixture.remove(fixture.topics.ledger, isOutcomeOf('evt-2')),
  ],
  [
    'an event that nothing says anything of',
    'event-unaccounted',
    (fixture) => {
      fixture.publish({ id: 'evt-5', user: 5 });
      fixture.advance();
    },
  ],
  [
    'a repeat with other content that nothing says anything of',
    'event-unaccounted',
    (fixture) => {
      fixture.publish({ id: 'evt-1', user: 5 });
      fixture.advance();
    },
  ],
  [
    'an outcome of an event that is nowhere',
    'outcome-without-event',
    (fixture) => fixture.settle(new InstallationFixture().publish({ id: 'evt-5', user: 5 })),
  ],
  [
    'an entry of an event that is nowhere',
    'entry-without-event',
    (fixture) => fixture.open(new InstallationFixture().publish({ id: 'evt-5', user: 5 })),
  ],
  [
    'something else among the outcomes',
    'outcome-unreadable',
    (fixture) => fixture.stray(fixture.topics.completed),
  ],
  [
    'something else among the dead letters',
    'dead-letter-unreadable',
    (fixture) => fixture.stray(fixture.topics.deadLetter),
  ],
  [
    'an outcome of a revocation that is open',
    'outcome-of-open',
    (fixture) => {
      const event = fixture.publish({ id: 'evt-5', user: 5 });
      fixture.open(event);
      fixture.publishOutcome(event, outcomeFixture(event));
      fixture.advance();
    },
  ],
  [
    'garbage without a dead letter',
    'dead-letter-missing',
    (fixture) => {
      fixture.publishGarbage();
      fixture.advance();
    },
  ],
  [
    'a dead letter that is there twice',
    'dead-letter-repeated',
    (fixture) => {
      const record = fixture.publishGarbage();
      fixture.deadLetter(record);
      fixture.deadLetter(record);
      fixture.advance();
    },
  ],
  [
    'a dead letter of nothing',
    'dead-letter-without-record',
    (fixture) => {
      const [record] = fixture.records(fixture.topics.inputs['user.deprovisioned']);
      fixture.deadLetter({ ...record, offset: 1n, timestamp: DAY_ONE + 1 } as NonNullable<typeof record>);
    },
  ],
  [
    'a ledger entry that cannot be read',
    'ledger-unreadable',
    (fixture) => fixture.corrupt(0, 'entry/00000000-0000-4000-8000-000000000077'),
  ],
  [
    'a ledger entry of a newer version',
    'ledger-unreadable',
    (fixture) => fixture.corrupt(0, 'entry/00000000-0000-4000-8000-000000000077', '{"v":2}'),
  ],
  ['a ledger of other lanes', 'lane-count', (fixture) => fixture.meta(3)],
  [
    'a position that the ledger has lost',
    'position-lost',
    (fixture) => fixture.remove(fixture.topics.ledger, ({ key }) => key === 'position/session.terminated/1'),
  ],
  [
    'a position past the end',
    'position-beyond-end',
    (fixture) => fixture.corrupt(1, 'position/session.terminated/1', '{"v":1,"next":"9"}'),
  ],
];

describe('the audit finds and names', () => {
  test.each(TAMPERINGS)('%s: %s', (_, code, tamper) => {
    const fixture = healthy();
    tamper(fixture);
    const codes = codesOf(auditOf(fixture));
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  test('The audit finds and names the event, and where everything about it is', () => {
    const fixture = healthy();
    fixture.remove(fixture.topics.completed, isOutcomeOf('evt-2'));
    const { findings, equation } = auditOf(fixture);
    expect(findings).toEqual([
      {
        code: 'outcome-missing',
        revocationId: expect.any(String),
        origin: { topic: 'user.deprovisioned', partition: 1, offset: 0n },
        ledger: { topic: 'revocation.ledger', partition: 1, offset: 3n },
      },
    ]);
    expect({ unaccounted: equation.unaccounted, outcomes: equation.outcomes }).toEqual({
      unaccounted: 1,
      outcomes: 2,
    });
  });
});

describe('the audit does not call missing', () => {
  test('The audit does not call missing an outcome that retention may have removed', () => {
    const fixture = healthy();
    fixture.settle(fixture.publish({ id: 'evt-5', user: 5 }), {
      completedAt: new Date(DAY_ONE + 8 * DAY).toISOString(),
    });
    fixture.advance();
    const { equation, findings } = auditOf(fixture, {
      kept: { 'revocation.completed': 3 },
      now: DAY_ONE + 9 * DAY,
    });
    expect({ outcomes: equation.outcomes, expired: equation.expired, findings }).toEqual({
      outcomes: 1,
      expired: 3,
      findings: [],
    });
  });

  test('The audit does not call missing the event of an outcome that retention has removed', () => {
    const fixture = healthy();
    const { equation, findings } = auditOf(fixture, { kept: { 'user.deprovisioned': 1 } });
    expect({ outcomes: equation.outcomes, findings }).toEqual({ outcomes: 3, findings: [] });
  });

  test('The audit does not call missing an entry whose retention is over', () => {
    const fixture = healthy();
    fixture.remove(fixture.topics.ledger, isOutcomeOf('evt-2'));
    fixture.remove(
      fixture.topics.ledger,
      ({ key, value }) => String(key).startsWith('entry/') && String(value).includes('evt-2'),
    );
    expect(auditOf(fixture, { now: DAY_ONE + RETENTION_MS + DAY }).findings).toEqual([]);
  });

  test('The audit does not call missing an entry that has been forgotten', () => {
    const fixture = healthy();
    const event = fixture.publish({ id: 'evt-5', user: 5 });
    fixture.settle(event);
    fixture.forget(event);
    fixture.advance();
    expect(auditOf(fixture).findings).toEqual([]);
  });

  test('The audit does not call missing what was there before a service that began at the latest record', () => {
    const fixture = new InstallationFixture();
    fixture.meta();
    fixture.publish({ id: 'evt-0', user: 7 });
    const event = fixture.publish({ id: 'evt-1' });
    fixture.settle(event);
    fixture.advance();
    const { equation, findings } = auditOf(fixture, { startFrom: 'latest' });
    expect({ consumed: equation.consumed, beforeStart: equation.beforeStart, findings }).toEqual({
      consumed: 2,
      beforeStart: 1,
      findings: [],
    });
    expect(codesOf(auditOf(fixture))).toEqual(['event-unaccounted']);
  });

  test('The audit does not call missing the outcome of what was settled after the outcomes had been read', () => {
    const fixture = healthy();
    fixture.remove(fixture.topics.completed, isOutcomeOf('evt-2'));
    expect(
      auditOf(fixture, {
        ledgerCut: new Map([
          [0, 0n],
          [1, 0n],
        ]),
      }).findings,
    ).toEqual([]);
  });

  test('The audit does not call missing an answer to a repeat that came when the first was forgotten', () => {
    const fixture = healthy();
    const again = fixture.publish({ id: 'evt-1', user: 0, at: DAY_ONE + 40 * DAY });
    fixture.settle(again, { completedAt: new Date(DAY_ONE + 40 * DAY).toISOString() });
    fixture.advance();
    expect(auditOf(fixture, { now: DAY_ONE + 41 * DAY }).findings).toEqual([]);
  });
});
