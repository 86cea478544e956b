import { describe, expect, test } from '@jest/globals';
import { decodeLedgerRecord } from '#libs/lanes';
import { DAY_ONE } from '../../test/paper-event.js';
import { LANES, PaperInstallation } from '../../test/paper-installation.js';
import { paperOutcome } from '../../test/paper-outcome.js';
import { AuditBook } from './audit-book.js';
import type { AuditReport } from './audit-report.js';
import { installationOf } from './installation.js';
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

/** The audit of an installation on paper, read as the command reads one on a broker. */
function auditOf(paper: PaperInstallation, circumstances: Circumstances = {}): AuditReport {
  const { now = DAY_ONE + DAY, startFrom, kept = {}, ledgerCut = new Map() } = circumstances;
  const { completed, deadLetter, ledger } = paper.topics;
  const book = new AuditBook(
    installationOf(paper.topics, { lanes: LANES, retentionMs: RETENTION_MS, startFrom }),
  );
  const firstOf = (topic: string): number => kept[topic] ?? 0;
  book.retainedOutcomes.has(0, BigInt(firstOf(completed)));
  book.retainedLetters.has(0, BigInt(firstOf(deadLetter)));
  for (const record of paper.records(ledger)) {
    const change = decodeLedgerRecord(record, 1);
    if (change) {
      book.addLedger(change);
    }
  }
  paper.records(completed, firstOf(completed)).forEach((record) => book.addOutcome(record));
  paper.records(deadLetter, firstOf(deadLetter)).forEach((record) => book.addDeadLetter(record));
  for (const topic of book.installation.inputs.keys()) {
    const records = paper.records(topic);
    for (let partition = 0; partition < LANES; partition += 1) {
      const latest = BigInt(records.filter((record) => record.partition === partition).length);
      const position = book.positions.get(`${topic}/${partition}`);
      const earliest = BigInt(firstOf(topic));
      book.partitions.set(`${topic}/${partition}`, { topic, partition, earliest, latest, position });
    }
    records
      .filter(({ partition, offset }) => offset < (book.positions.get(`${topic}/${partition}`) ?? 0n))
      .filter(({ offset }) => offset >= BigInt(firstOf(topic)))
      .forEach((record) => book.addInput(record));
  }
  return judge(book, { now, ledgerCut });
}

/** Three answered events, a repeat, an open one and a dead letter: all is well. */
function healthy(): PaperInstallation {
  const paper = new PaperInstallation();
  paper.meta();
  const [first] = ['evt-1', 'evt-2', 'evt-3'].map((id, n) => {
    const event = paper.publish({ id, user: n, partition: n % LANES });
    paper.open(event);
    paper.settle(event);
    return event;
  });
  paper.publish({ id: first?.eventId ?? '', user: 0, partition: 0 });
  paper.open(paper.publish({ id: 'evt-4', user: 4, partition: 1 }));
  paper.bury(paper.publishGarbage());
  paper.advance();
  return paper;
}

const codesOf = ({ findings }: AuditReport): readonly string[] => findings.map(({ code }) => code);

describe('the audit of a healthy installation', () => {
  test('adds up: consumed = outcomes + dead letters + ignored + open', () => {
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

  test('counts what has not been read yet as waiting, and nothing else of it', () => {
    const paper = healthy();
    paper.publish({ id: 'evt-5' });
    const { equation, waiting, findings } = auditOf(paper);
    expect({ consumed: equation.consumed, waiting, findings }).toEqual({
      consumed: 6,
      waiting: 1,
      findings: [],
    });
  });

  test('counts an event that is in the ledger ahead of the position', () => {
    const paper = healthy();
    paper.settle(paper.publish({ id: 'evt-5' }));
    const { equation, findings } = auditOf(paper);
    expect({ consumed: equation.consumed, outcomes: equation.outcomes, findings }).toEqual({
      consumed: 7,
      outcomes: 4,
      findings: [],
    });
  });

  test('takes other content under a known id for an event of its own', () => {
    const paper = healthy();
    const other = paper.publish({ id: 'evt-1', user: 9 });
    paper.settle(other, { revocationId: other.conflictId });
    paper.advance();
    const { equation, findings } = auditOf(paper);
    expect({ outcomes: equation.outcomes, findings }).toEqual({ outcomes: 4, findings: [] });
  });

  test('allows an outcome with the same id in another lane', () => {
    const paper = healthy();
    paper.settle(paper.publish({ id: 'evt-1', user: 0, partition: 1 }));
    paper.advance();
    const { inSeveralLanes, findings } = auditOf(paper);
    expect({ inSeveralLanes, findings }).toEqual({ inSeveralLanes: 1, findings: [] });
  });

  test('allows an outcome that a replay has published again', () => {
    const paper = healthy();
    const event = paper.publish({ id: 'evt-5', user: 5 });
    const outcome = paper.settle(event);
    const replay = { id: 'replay-1', requestedAt: outcome.completedAt };
    paper.publishOutcome(event, { ...outcome, replay });
    paper.advance();
    const { republished, findings } = auditOf(paper);
    expect({ republished, findings }).toEqual({ republished: 1, findings: [] });
  });

  test('allows an event to be carried out again, and its first outcome meanwhile', () => {
    const paper = healthy();
    const event = paper.publish({ id: 'evt-5', user: 5 });
    const { completedAt } = paper.settle(event);
    paper.advance();
    const replay = { id: 'replay-1', requestedAt: completedAt };
    paper.open(event, { revision: 2, openedAt: Date.parse(completedAt) + 1, replay: replay.id });
    expect(auditOf(paper).findings).toEqual([]);
    paper.settle(event, { revision: 2, replay });
    const { republished, findings } = auditOf(paper);
    expect({ republished, findings }).toEqual({ republished: 0, findings: [] });
  });

  test('takes a dead letter of a readable event for its answer', () => {
    const paper = healthy();
    paper.bury(paper.publish({ id: 'evt-5', user: 5 }).record, 'unknown-shape');
    paper.advance();
    const { equation, findings } = auditOf(paper);
    expect({ deadLetters: equation.deadLetters, findings }).toEqual({ deadLetters: 2, findings: [] });
  });
});

type Tampering = readonly [rule: string, code: string, tamper: (paper: PaperInstallation) => void];

const isOutcomeOf =
  (id: string) =>
  ({ value }: { readonly value: Buffer | string | null }): boolean =>
    String(value).includes(`"eventId":"${id}"`);

const TAMPERINGS: readonly Tampering[] = [
  [
    'an outcome that is not there',
    'outcome-missing',
    (paper) => paper.remove(paper.topics.completed, isOutcomeOf('evt-2')),
  ],
  [
    'an outcome that is there twice',
    'outcome-repeated',
    (paper) => {
      const event = paper.publish({ id: 'evt-5', user: 5 });
      paper.publishOutcome(event, paper.settle(event));
      paper.advance();
    },
  ],
  [
    'a count that is another one in the ledger',
    'outcome-altered',
    (paper) => {
      const event = paper.publish({ id: 'evt-5', user: 5 });
      paper.settleInLedger(event, paperOutcome(event));
      const [step] = paperOutcome(event).steps;
      paper.publishOutcome(
        event,
        paperOutcome(event, { revoked: 1, steps: [{ ...step, revoked: 1 } as NonNullable<typeof step>] }),
      );
      paper.advance();
    },
  ],
  [
    'counts that do not add up',
    'outcome-inconsistent',
    (paper) => {
      paper.settle(paper.publish({ id: 'evt-5', user: 5 }), { revoked: 1 });
      paper.advance();
    },
  ],
  [
    'a settled entry that the ledger has lost',
    'entry-lost',
    (paper) => paper.remove(paper.topics.ledger, isOutcomeOf('evt-2')),
  ],
  [
    'an event that nothing says anything of',
    'event-unaccounted',
    (paper) => {
      paper.publish({ id: 'evt-5', user: 5 });
      paper.advance();
    },
  ],
  [
    'a repeat with other content that nothing says anything of',
    'event-unaccounted',
    (paper) => {
      paper.publish({ id: 'evt-1', user: 5 });
      paper.advance();
    },
  ],
  [
    'an outcome of an event that is nowhere',
    'outcome-without-event',
    (paper) => paper.settle(new PaperInstallation().publish({ id: 'evt-5', user: 5 })),
  ],
  [
    'an entry of an event that is nowhere',
    'entry-without-event',
    (paper) => paper.open(new PaperInstallation().publish({ id: 'evt-5', user: 5 })),
  ],
  ['something else among the outcomes', 'outcome-unreadable', (paper) => paper.stray(paper.topics.completed)],
  [
    'something else among the dead letters',
    'dead-letter-unreadable',
    (paper) => paper.stray(paper.topics.deadLetter),
  ],
  [
    'an outcome of a revocation that is open',
    'outcome-of-open',
    (paper) => {
      const event = paper.publish({ id: 'evt-5', user: 5 });
      paper.open(event);
      paper.publishOutcome(event, paperOutcome(event));
      paper.advance();
    },
  ],
  [
    'garbage without a dead letter',
    'dead-letter-missing',
    (paper) => {
      paper.publishGarbage();
      paper.advance();
    },
  ],
  [
    'a dead letter that is there twice',
    'dead-letter-repeated',
    (paper) => {
      const record = paper.publishGarbage();
      paper.bury(record);
      paper.bury(record);
      paper.advance();
    },
  ],
  [
    'a dead letter of nothing',
    'dead-letter-without-record',
    (paper) => {
      const [record] = paper.records(paper.topics.inputs['user.deprovisioned']);
      paper.bury({ ...record, offset: 1n, timestamp: DAY_ONE + 1 } as NonNullable<typeof record>);
    },
  ],
  [
    'a ledger entry that cannot be read',
    'ledger-unreadable',
    (paper) => paper.corrupt(0, 'entry/00000000-0000-4000-8000-000000000077'),
  ],
  [
    'a ledger entry of a newer version',
    'ledger-unreadable',
    (paper) => paper.corrupt(0, 'entry/00000000-0000-4000-8000-000000000077', '{"v":2}'),
  ],
  ['a ledger of other lanes', 'lane-count', (paper) => paper.meta(3)],
  [
    'a position that the ledger has lost',
    'position-lost',
    (paper) => paper.remove(paper.topics.ledger, ({ key }) => key === 'position/session.terminated/1'),
  ],
  [
    'a position past the end',
    'position-beyond-end',
    (paper) => paper.corrupt(1, 'position/session.terminated/1', '{"v":1,"next":"9"}'),
  ],
];

describe('the audit finds and names', () => {
  test.each(TAMPERINGS)('%s: %s', (_, code, tamper) => {
    const paper = healthy();
    tamper(paper);
    const codes = codesOf(auditOf(paper));
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  test('the event, and where everything about it is', () => {
    const paper = healthy();
    paper.remove(paper.topics.completed, isOutcomeOf('evt-2'));
    const { findings, equation } = auditOf(paper);
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
  test('an outcome that retention may have removed', () => {
    const paper = healthy();
    paper.settle(paper.publish({ id: 'evt-5', user: 5 }), {
      completedAt: new Date(DAY_ONE + 8 * DAY).toISOString(),
    });
    paper.advance();
    const { equation, findings } = auditOf(paper, {
      kept: { 'revocation.completed': 3 },
      now: DAY_ONE + 9 * DAY,
    });
    expect({ outcomes: equation.outcomes, expired: equation.expired, findings }).toEqual({
      outcomes: 1,
      expired: 3,
      findings: [],
    });
  });

  test('the event of an outcome that retention has removed', () => {
    const paper = healthy();
    const { equation, findings } = auditOf(paper, { kept: { 'user.deprovisioned': 1 } });
    expect({ outcomes: equation.outcomes, findings }).toEqual({ outcomes: 3, findings: [] });
  });

  test('an entry whose retention is over', () => {
    const paper = healthy();
    paper.remove(paper.topics.ledger, isOutcomeOf('evt-2'));
    paper.remove(
      paper.topics.ledger,
      ({ key, value }) => String(key).startsWith('entry/') && String(value).includes('evt-2'),
    );
    expect(auditOf(paper, { now: DAY_ONE + RETENTION_MS + DAY }).findings).toEqual([]);
  });

  test('an entry that has been forgotten', () => {
    const paper = healthy();
    const event = paper.publish({ id: 'evt-5', user: 5 });
    paper.settle(event);
    paper.forget(event);
    paper.advance();
    expect(auditOf(paper).findings).toEqual([]);
  });

  test('what was there before a service that began at the latest record', () => {
    const paper = new PaperInstallation();
    paper.meta();
    paper.publish({ id: 'evt-0', user: 7 });
    const event = paper.publish({ id: 'evt-1' });
    paper.settle(event);
    paper.advance();
    const { equation, findings } = auditOf(paper, { startFrom: 'latest' });
    expect({ consumed: equation.consumed, beforeStart: equation.beforeStart, findings }).toEqual({
      consumed: 2,
      beforeStart: 1,
      findings: [],
    });
    expect(codesOf(auditOf(paper))).toEqual(['event-unaccounted']);
  });

  test('the outcome of what was settled after the outcomes had been read', () => {
    const paper = healthy();
    paper.remove(paper.topics.completed, isOutcomeOf('evt-2'));
    expect(
      auditOf(paper, {
        ledgerCut: new Map([
          [0, 0n],
          [1, 0n],
        ]),
      }).findings,
    ).toEqual([]);
  });

  test('an answer to a repeat that came when the first was forgotten', () => {
    const paper = healthy();
    const again = paper.publish({ id: 'evt-1', user: 0, at: DAY_ONE + 40 * DAY });
    paper.settle(again, { completedAt: new Date(DAY_ONE + 40 * DAY).toISOString() });
    paper.advance();
    expect(auditOf(paper, { now: DAY_ONE + 41 * DAY }).findings).toEqual([]);
  });
});
