import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { OutOfRangeConfirmation } from './out-of-range.js';

const source = { refresh: async () => undefined, listOffset: async () => 10n };

describe('an offset that a broker says is out of range', () => {
  let confirmation: OutOfRangeConfirmation;

  beforeEach(() => {
    jest.useFakeTimers();
    confirmation = new OutOfRangeConfirmation(source, 't', 0);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Every second, as a loop of fetches that are refused. */
  async function confirmFor(seconds: number): Promise<unknown> {
    for (let second = 0; second < seconds; second += 1) {
      await confirmation.confirm(90n);
      jest.advanceTimersByTime(1_000);
    }
    return confirmation.confirm(90n);
  }

  test('is believed at once before the beginning', async () => {
    expect(await confirmation.confirm(9n)).toEqual({ kind: 'before-the-beginning', earliest: 10n });
  });

  test('is believed past the end only after five seconds of hearing nothing else', async () => {
    expect(await confirmFor(4)).toBeUndefined();
    expect(await confirmFor(2)).toEqual({ kind: 'past-the-end', earliest: 10n });
  });

  test('is doubted anew once something else came', async () => {
    await confirmFor(4);
    confirmation.reset();
    expect(await confirmFor(4)).toBeUndefined();
  });

  test('is doubted anew where records have come since, which have moved the position on', async () => {
    await confirmFor(4);
    jest.advanceTimersByTime(2_000);
    expect(await confirmation.confirm(95n)).toBeUndefined();
  });

  test('is doubted anew where it was said long ago', async () => {
    await confirmation.confirm(90n);
    jest.advanceTimersByTime(60_000);
    expect(await confirmation.confirm(90n)).toBeUndefined();
  });
});
