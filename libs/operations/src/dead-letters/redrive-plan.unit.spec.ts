import { describe, expect, test } from '@jest/globals';
import { deadLetterMessage, type InboundRecord, readDeadLetter } from '#libs/contracts';
import type { LedgerChange } from '#libs/lanes';
import { DAY_ONE } from '../../test/event-fixture.js';
import { InstallationFixture } from '../../test/installation-fixture.js';
import { LedgerProjection } from '../ledger/ledger-projection.js';
import { type Prospect, RedrivePlan } from './redrive-plan.js';

/** A record that became a dead letter, as a redrive meets it. */
class Case {
  readonly fixture = new InstallationFixture();
  readonly plan = new RedrivePlan(this.fixture.topics);
  readonly ledger = new LedgerProjection([0, 1].map((partition) => ({ partition, from: 0n, until: 0n })));

  deadLetter(record: InboundRecord): void {
    const { headers } = deadLetterMessage(record, 'unknown-shape', 'Not understood.', 'test');
    const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
    const letter = readDeadLetter(Object.fromEntries(bytes));
    if (letter) {
      this.plan.add(letter, DAY_ONE);
    }
  }

  replayed(next: bigint, more: { status?: 'running' | 'done'; at?: number } = {}): void {
    const { status = 'done', at = DAY_ONE + 1_000 } = more;
    const change: LedgerChange = {
      ...{ lane: 0, offset: 9n, timestamp: 0, key: 'replay/x', kind: 'replay' as const, status, next },
      command: {
        ...{ id: 'x', at: new Date(at).toISOString(), kind: 'replay', mode: 'missing' },
        ...{ topic: this.fixture.topics.inputs['user.deprovisioned'], partition: 0, from: 0n, until: 5n },
      },
      counts: { read: 0, skipped: 0, opened: 0, republished: 0, unreadable: 0, expired: 0 },
    };
    this.ledger.lanes[0]?.apply(change);
  }

  prospects(): readonly Prospect[] {
    const { inputs, ledger } = this.fixture.topics;
    this.fixture
      .records(inputs['user.deprovisioned'], this.retained)
      .forEach((record) => this.plan.see(record));
    this.ledger.subscribe(this.plan.seeLedger);
    this.fixture.records(ledger).forEach((record) => this.ledger.apply(record));
    return [...this.plan.prospects(this.ledger.lanes).keys()];
  }

  retained = 0;
}

describe('a dead letter', () => {
  test.each<readonly [Prospect, string, (of: Case) => void]>([
    [
      'ready',
      'is an event to this version',
      (of) => of.deadLetter(of.fixture.publish({ id: 'evt-1' }).record),
    ],
    ['hopeless', 'is no event to this version either', (of) => of.deadLetter(of.fixture.publishGarbage())],
    [
      'carried-out',
      'led to a revocation since',
      (of) => {
        const event = of.fixture.publish({ id: 'evt-1' });
        of.deadLetter(event.record);
        of.fixture.settle(event);
      },
    ],
    [
      'gone',
      'was removed by retention',
      (of) => {
        of.deadLetter(of.fixture.publish({ id: 'evt-1' }).record);
        of.retained = 1;
      },
    ],
    [
      'gone',
      'was another record than its topic holds there now',
      (of) => {
        const { record } = of.fixture.publish({ id: 'evt-1' });
        of.deadLetter({ ...record, timestamp: record.timestamp - 1 });
      },
    ],
    [
      'tried',
      'was read by a replay since, and nothing came of it',
      (of) => {
        of.deadLetter(of.fixture.publish({ id: 'evt-1' }).record);
        of.replayed(5n);
      },
    ],
    [
      'under-way',
      'will be read by a replay',
      (of) => {
        of.deadLetter(of.fixture.publish({ id: 'evt-1' }).record);
        of.replayed(0n, { status: 'running' });
      },
    ],
    [
      'ready',
      'was read by a replay before it became one',
      (of) => {
        of.deadLetter(of.fixture.publish({ id: 'evt-1' }).record);
        of.replayed(5n, { at: DAY_ONE - 1_000 });
      },
    ],
    [
      'elsewhere',
      'came from a topic that is no input',
      (of) => of.deadLetter({ ...of.fixture.publish({ id: 'evt-1' }).record, topic: 'old.input' }),
    ],
  ])('A dead letter is %s where it %s', (prospect, _, arrange) => {
    const of = new Case();
    arrange(of);
    expect(of.prospects()).toEqual([prospect]);
  });

  test('A dead letter is read with its neighbours', () => {
    const of = new Case();
    for (const id of ['evt-1', 'evt-2', 'evt-3']) {
      of.deadLetter(of.fixture.publish({ id }).record);
    }
    expect(of.plan.ranges).toMatchObject([{ partition: 0, from: 0n, until: 3n }]);
  });
});
