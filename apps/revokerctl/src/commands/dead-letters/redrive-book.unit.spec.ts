import { describe, expect, test } from '@jest/globals';
import { deadLetterMessage, readDeadLetter, type InboundRecord } from '#libs/contracts';
import { decodeLedgerRecord, type LedgerChange } from '#libs/lanes';
import { DAY_ONE } from '../../../test/paper-event.js';
import { PaperInstallation } from '../../../test/paper-installation.js';
import { RedriveBook, type Prospect } from './redrive-book.js';

/** A record that became a dead letter, as a redrive meets it. */
class Case {
  readonly paper = new PaperInstallation();
  readonly book = new RedriveBook(this.paper.topics);

  bury(record: InboundRecord): void {
    const { headers, ...message } = deadLetterMessage(record, 'unknown-shape', 'Not understood.', 'test');
    const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
    const letter = readDeadLetter(Object.fromEntries(bytes));
    if (letter) {
      const value = Buffer.from(message.value ?? '');
      this.book.add({ letter, record: { ...record, value, headers: {}, timestamp: DAY_ONE } });
    }
  }

  replayed(next: bigint, more: { status?: 'running' | 'done'; at?: number } = {}): void {
    const { status = 'done', at = DAY_ONE + 1_000 } = more;
    const change: LedgerChange = {
      ...{ lane: 0, offset: 9n, timestamp: 0, key: 'replay/x', kind: 'replay' as const, status, next },
      command: {
        ...{ id: 'x', at: new Date(at).toISOString(), kind: 'replay', mode: 'missing' },
        ...{ topic: this.paper.topics.inputs['user.deprovisioned'], partition: 0, from: 0n, until: 5n },
      },
      counts: { read: 0, skipped: 0, opened: 0, republished: 0, unreadable: 0, expired: 0 },
    };
    this.book.seeLedger(change);
  }

  prospects(): readonly Prospect[] {
    const { inputs, ledger } = this.paper.topics;
    this.paper
      .records(inputs['user.deprovisioned'], this.retained)
      .forEach((record) => this.book.see(record));
    for (const record of this.paper.records(ledger)) {
      const change = decodeLedgerRecord(record, 1);
      if (change) {
        this.book.seeLedger(change);
      }
    }
    return [...this.book.prospects.keys()];
  }

  retained = 0;
}

describe('a dead letter', () => {
  test.each<readonly [Prospect, string, (of: Case) => void]>([
    ['ready', 'is an event to this version', (of) => of.bury(of.paper.publish({ id: 'evt-1' }).record)],
    ['hopeless', 'is no event to this version either', (of) => of.bury(of.paper.publishGarbage())],
    [
      'carried-out',
      'led to a revocation since',
      (of) => {
        const event = of.paper.publish({ id: 'evt-1' });
        of.bury(event.record);
        of.paper.settle(event);
      },
    ],
    [
      'gone',
      'was removed by retention',
      (of) => {
        of.bury(of.paper.publish({ id: 'evt-1' }).record);
        of.retained = 1;
      },
    ],
    [
      'tried',
      'was read by a replay since, and nothing came of it',
      (of) => {
        of.bury(of.paper.publish({ id: 'evt-1' }).record);
        of.replayed(5n);
      },
    ],
    [
      'under-way',
      'will be read by a replay',
      (of) => {
        of.bury(of.paper.publish({ id: 'evt-1' }).record);
        of.replayed(0n, { status: 'running' });
      },
    ],
    [
      'ready',
      'was read by a replay before it became one',
      (of) => {
        of.bury(of.paper.publish({ id: 'evt-1' }).record);
        of.replayed(5n, { at: DAY_ONE - 1_000 });
      },
    ],
    [
      'elsewhere',
      'came from a topic that is no input',
      (of) => of.bury({ ...of.paper.publish({ id: 'evt-1' }).record, topic: 'old.input' }),
    ],
  ])('is %s where it %s', (prospect, _, arrange) => {
    const of = new Case();
    arrange(of);
    expect(of.prospects()).toEqual([prospect]);
  });

  test('is read with its neighbours', () => {
    const of = new Case();
    for (const id of ['evt-1', 'evt-2', 'evt-3']) {
      of.bury(of.paper.publish({ id }).record);
    }
    expect(of.book.ranges).toMatchObject([{ partition: 0, from: 0n, until: 3n }]);
  });
});
