import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import type { JournalContent, JournalReceipt, LedgerWrite } from './journal.port.js';
import { Journal } from './journal.js';

/** A target that remembers, and whose commits end when the test says so. */
class RecordingTarget {
  readonly commits: JournalContent[] = [];
  ledgerEnd = 0n;
  #hold: Promise<void> = Promise.resolve();
  #fault: Error | undefined;

  async commit(content: JournalContent): Promise<{ ledgerEnd: bigint | undefined }> {
    this.commits.push(content);
    await this.#hold;
    if (this.#fault) {
      throw this.#fault;
    }
    this.ledgerEnd += BigInt(content.ledger.length);
    return { ledgerEnd: content.ledger.length > 0 ? this.ledgerEnd : undefined };
  }

  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hold = promise;
    return resolve;
  }

  failWith(error: Error): void {
    this.#fault = error;
  }
}

class FakePositions {
  moves: LedgerWrite[] = [];
  get dirty(): boolean {
    return this.moves.length > 0;
  }
  advance(): readonly LedgerWrite[] {
    return this.moves.splice(0);
  }
}

describe(Journal.name, () => {
  let target: RecordingTarget;
  let positions: FakePositions;
  let journal: Journal;
  let run: Promise<void>;

  beforeEach(() => {
    target = new RecordingTarget();
    positions = new FakePositions();
    journal = new Journal({ target, positions, clock: () => 1000, ledgerEnd: 0n });
    run = journal.run();
    run.catch(() => undefined);
  });

  afterEach(async () => {
    journal.lose();
    await run.catch(() => undefined);
  });

  const write = (key: string, value: string) =>
    new Promise<JournalReceipt>((committed, reject) => {
      journal.append({ ledger: { key, value }, committed, lost: () => reject(new Error('lost')) });
    });

  test('what is handed in together is committed together, in order', async () => {
    await Promise.all([write('a', '1'), write('b', '2'), write('c', '3')]);
    expect(target.commits.map(({ ledger }) => ledger.map(({ key }) => key))).toEqual([['a', 'b', 'c']]);
  });

  test('writes of one key collapse into the last value, and keep all their publications', async () => {
    const publication = (value: string) => ({ topic: 'out', key: null, value, headers: {} });
    journal.append({ ledger: { key: 'a', value: 'open' }, publications: [publication('first')] });
    journal.append({ ledger: { key: 'b', value: 'open' } });
    journal.append({ ledger: { key: 'a', value: 'settled' }, publications: [publication('second')] });
    await write('c', 'last');
    expect(target.commits[0]?.ledger).toEqual([
      { key: 'a', value: 'settled' },
      { key: 'b', value: 'open' },
      { key: 'c', value: 'last' },
    ]);
    expect(target.commits[0]?.publications.map(({ value }) => value)).toEqual(['first', 'second']);
  });

  test('one transaction at a time: what comes meanwhile waits for the next', async () => {
    const release = target.hold();
    const first = write('a', '1');
    await untilTrue(() => target.commits.length === 1);
    const second = write('a', '2');
    const third = write('b', '1');
    release();
    await Promise.all([first, second, third]);
    expect(target.commits.map(({ ledger }) => ledger)).toEqual([
      [{ key: 'a', value: '1' }],
      [
        { key: 'a', value: '2' },
        { key: 'b', value: '1' },
      ],
    ]);
  });

  test('never more than a thousand in one', async () => {
    await Promise.all(Array.from({ length: 2500 }, (_, n) => write(`k${n}`, 'v')));
    expect(target.commits.every(({ ledger }) => ledger.length <= 1000)).toBe(true);
    expect(target.commits.flatMap(({ ledger }) => ledger).length).toBe(2500);
  });

  test('each learns where its record is in the ledger', async () => {
    const receipts = await Promise.all([write('a', '1'), write('b', '2')]);
    positions.moves.push({ key: 'position/t/0', value: '{}' });
    const later = await write('c', '3');
    expect([...receipts, later].map(({ ledgerOffset }) => ledgerOffset)).toEqual([0n, 1n, 2n]);
    expect(journal.ledgerEnd).toBe(4n);
  });

  test('positions are asked after the writes have been accounted for', async () => {
    journal.append({
      ledger: { key: 'a', value: '1' },
      included: () => positions.moves.push({ key: 'position/t/0', value: '8' }),
    });
    await write('b', '2');
    expect(target.commits[0]?.ledger.map(({ key }) => key)).toEqual(['a', 'b', 'position/t/0']);
  });

  test('positions that move alone are committed too', async () => {
    positions.moves.push({ key: 'position/t/0', value: '8' });
    journal.touch();
    await untilTrue(() => target.commits.length === 1);
    expect(target.commits[0]?.ledger).toEqual([{ key: 'position/t/0', value: '8' }]);
  });

  test('the first failure loses all that waits, and ends it', async () => {
    const release = target.hold();
    target.failWith(new Error('fenced'));
    const inFlight = write('a', '1');
    await untilTrue(() => target.commits.length === 1);
    const waiting = write('b', '2');
    release();
    await expect(run).rejects.toThrow('fenced');
    await expect(inFlight).rejects.toThrow('lost');
    await expect(waiting).rejects.toThrow('lost');
    await expect(write('c', '3')).rejects.toThrow('lost');
    expect(target.commits.length).toBe(1);
  });

  test('a close commits what is queued, then ends', async () => {
    const last = write('a', '1');
    journal.close();
    await run;
    await expect(last).resolves.toMatchObject({ timestamp: 1000 });
  });
});

async function untilTrue(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error('never came true');
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
